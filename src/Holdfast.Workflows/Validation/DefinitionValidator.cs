using System.Text.Json;
using Holdfast.Workflows.Steps;

namespace Holdfast.Workflows.Validation;

/// <summary>Applies every rule for definitions that needs no I/O, and reports all mistakes at once.</summary>
internal sealed class DefinitionValidator(StepCatalogue catalogue, WorkflowOptions options)
{
    private static readonly string[] _fields = ["id", "steps"];

    private readonly DefinitionReader _reader = new(options);
    private readonly StepValidator _steps = new(catalogue);

    /// <summary>The definition in a request, in canonical form.</summary>
    /// <exception cref="TerminalException">There are mistakes (400); the message lists them.</exception>
    public WorkflowDefinition Validate(ReadOnlyMemory<byte> body)
    {
        var mistakes = new MistakeList();
        var definition = _reader.Read(body.Span, mistakes) is { } root ? Validate(root, mistakes) : null;
        mistakes.ThrowIfAny();
        return definition!;
    }

    private WorkflowDefinition? Validate(JsonElement root, MistakeList mistakes)
    {
        foreach (var property in root.EnumerateObject().Where(property => !_fields.Contains(property.Name)))
        {
            mistakes.Add(
                "".Child(property.Name),
                $"unknown field '{JsonPointer.Shown(property.Name)}'{Spelling.Hint(property.Name, _fields)}");
        }

        var id = ValidateId(root, mistakes);
        var steps = ValidateSteps(root, mistakes);
        return mistakes.IsEmpty ? new(id!, steps) : null;
    }

    private static string? ValidateId(JsonElement root, MistakeList mistakes)
    {
        var id = root.TryGetProperty("id", out var element) && element.ValueKind == JsonValueKind.String
            ? element.GetString()
            : null;
        var problem = (id, element.ValueKind) switch
        {
            (not null, _) => WorkflowId.ProblemOf(id),
            (_, JsonValueKind.Undefined) => "the id is missing; choose one, such as 'user123-wf1'",
            _ => $"the id must be a text, it is {JsonText.Kind(element)}",
        };
        if (problem is not null)
            mistakes.Add("/id", problem);
        return id;
    }

    private List<StepDefinition> ValidateSteps(JsonElement root, MistakeList mistakes)
    {
        const string Pointer = "/steps";
        if (!root.TryGetProperty("steps", out var steps))
            mistakes.Add(Pointer, "the steps are missing; list at least one {\"service\": …}");
        else if (steps.ValueKind != JsonValueKind.Array)
            mistakes.Add(Pointer, $"the steps must be an array, they are {JsonText.Kind(steps)}");
        else if (steps.GetArrayLength() == 0)
            mistakes.Add(Pointer, "there are no steps; list at least one {\"service\": …}");
        else if (steps.GetArrayLength() > options.MaxSteps)
            mistakes.Add(Pointer, $"there are {steps.GetArrayLength()} steps; at most {options.MaxSteps} are allowed");
        else
            return [.. steps.EnumerateArray().Select((step, index) => _steps.Validate(step, index, mistakes))];
        return [];
    }
}
