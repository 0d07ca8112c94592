using System.Text.Json;
using Holdfast.Workflows.Steps;

namespace Holdfast.Workflows.Validation;

/// <summary>The rules for one step of a definition.</summary>
internal sealed class StepValidator(StepCatalogue catalogue)
{
    private const string Misplaced =
        "only the first step can name an image; later steps work on the image of the step before";

    private static readonly string[] _fields = ["service", "parameters", "imgInputPath"];
    private static readonly JsonElement _none = JsonElement.Parse("{}");

    /// <summary>The step in canonical form; what it contains means nothing if mistakes were added.</summary>
    public StepDefinition Validate(JsonElement step, int index, MistakeList mistakes)
    {
        var pointer = "/steps".Child(index);
        if (step.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(pointer, $"a step must be an object {{\"service\": …}}, it is {JsonText.Kind(step)}");
            return new("", _none);
        }

        foreach (var property in step.EnumerateObject().Where(property => !_fields.Contains(property.Name)))
        {
            mistakes.Add(
                pointer.Child(property.Name),
                $"unknown field '{JsonPointer.Shown(property.Name)}'{Spelling.Hint(property.Name, _fields)}");
        }

        var entry = ValidateService(step, pointer, mistakes);
        var image = ValidateImage(step, pointer, mistakes, out var hasImage);
        if (entry is not null)
            ValidatePlace(entry.Description, index, hasImage, pointer, mistakes);
        else if (hasImage && index > 0)
            mistakes.Add(pointer.Child("imgInputPath"), Misplaced);
        return new(entry?.Description.Service ?? "", ValidateParameters(entry, step, pointer, mistakes), image);
    }

    private CatalogueEntry? ValidateService(JsonElement step, string pointer, MistakeList mistakes)
    {
        pointer = pointer.Child("service");
        if (!step.TryGetProperty("service", out var service))
        {
            mistakes.Add(pointer, "the service is missing; GET /workflows/steps lists those there are");
            return null;
        }

        if (service.ValueKind != JsonValueKind.String)
        {
            mistakes.Add(pointer, $"the service must be a text, it is {JsonText.Kind(service)}");
            return null;
        }

        var name = service.GetString()!;
        var entry = catalogue.Find(name);
        if (entry is null)
            mistakes.Add(pointer, $"unknown service '{JsonPointer.Shown(name)}'{Spelling.Hint(name, catalogue.Names)}");
        else if (entry.UnavailableReason is { } reason)
            mistakes.Add(pointer, $"the service '{name}' is not available here: {reason}");
        return entry;
    }

    private static ArtifactReference? ValidateImage(
        JsonElement step, string pointer, MistakeList mistakes, out bool hasImage)
    {
        hasImage = step.TryGetProperty("imgInputPath", out var image) && image.ValueKind != JsonValueKind.Null;
        if (!hasImage)
            return null;
        if (image.ValueKind != JsonValueKind.String)
            mistakes.Add(pointer.Child("imgInputPath"), $"must be a text, it is {JsonText.Kind(image)}");
        else if (ArtifactReference.TryParse(image.GetString(), out var reference, out var problem))
            return reference;
        else
            mistakes.Add(pointer.Child("imgInputPath"), $"does not name an artifact: {problem}");
        return null;
    }

    private void ValidatePlace(StepDescription step, int index, bool hasImage, string pointer, MistakeList mistakes)
    {
        switch (step.Role, index)
        {
            case (StepRole.Source, 0) when hasImage:
                mistakes.Add(
                    pointer.Child("imgInputPath"), $"'{step.Service}' makes an image itself; remove imgInputPath");
                break;
            case (StepRole.Source, > 0):
                mistakes.Add(
                    pointer.Child("service"),
                    $"'{step.Service}' makes an image, so it can only be the first step; after it use "
                    + Names(StepRole.Transformer));
                break;
            case (StepRole.Transformer, 0) when !hasImage:
                mistakes.Add(
                    pointer,
                    $"no image source: '{step.Service}' changes an image and there is none yet; "
                    + $"set imgInputPath, or begin with {Names(StepRole.Source)}");
                break;
            default:
                break;
        }

        if (hasImage && index > 0)
            mistakes.Add(pointer.Child("imgInputPath"), Misplaced);
    }

    private static JsonElement ValidateParameters(
        CatalogueEntry? entry, JsonElement step, string pointer, MistakeList mistakes)
    {
        pointer = pointer.Child("parameters");
        if (!step.TryGetProperty("parameters", out var parameters) || parameters.ValueKind == JsonValueKind.Null)
            parameters = _none;
        if (parameters.ValueKind != JsonValueKind.Object)
            mistakes.Add(pointer, $"the parameters must be an object, they are {JsonText.Kind(parameters)}");
        else if (entry?.Parameters is { } contract)
            return contract.Check(parameters, pointer, mistakes);
        return _none;
    }

    private string Names(StepRole role)
    {
        var names = catalogue.Entries
            .Where(entry => entry.Description.Role == role && entry.UnavailableReason is null)
            .Select(entry => $"'{entry.Description.Service}'")
            .ToList();
        return names.Count == 0 ? "a step that is not installed here" : string.Join(" or ", names);
    }
}
