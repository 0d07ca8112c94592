using System.Text.Json.Nodes;
using Holdfast.Workflows.Steps;
using Holdfast.Workflows.Validation;

namespace Holdfast.Workflows.Schemas;

/// <summary>The JSON Schema 2020-12 of a definition, made from the catalogue: for editors, forms and clients.</summary>
internal static class DefinitionSchema
{
    public static JsonObject Of(StepCatalogue catalogue, WorkflowOptions options) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Workflow definition",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["id"] = Id(),
            ["steps"] = new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["maxItems"] = options.MaxSteps,
                ["prefixItems"] = new JsonArray(OneOf(catalogue, First)),
                ["items"] = OneOf(catalogue, Later),
            },
        },
        ["required"] = new JsonArray("id", "steps"),
        ["additionalProperties"] = false,
        ["$defs"] = new JsonObject(Available(catalogue).Select(entry => KeyValuePair.Create<string, JsonNode?>(
            entry.Description.Service, JsonObject.Create(entry.Parameters!.Schema)))),
    };

    private static JsonObject Id() => new()
    {
        ["description"] = "Names the one execution of this definition.",
        ["type"] = "string",
        ["minLength"] = 1,
        ["maxLength"] = WorkflowId.MaxLength,
        ["pattern"] = WorkflowId.Pattern,
        ["not"] = new JsonObject { ["enum"] = new JsonArray([.. WorkflowId.Reserved.Select(id => (JsonNode)id)]) },
    };

    private static JsonNode OneOf(StepCatalogue catalogue, Func<CatalogueEntry, JsonObject?> describe)
    {
        var kinds = Available(catalogue).Select(describe).OfType<JsonNode>().ToArray();

        // An empty oneOf is no schema; nothing at all may stand here.
        return kinds.Length == 0 ? JsonValue.Create(false) : new JsonObject { ["oneOf"] = new JsonArray(kinds) };
    }

    private static JsonObject First(CatalogueEntry entry) =>
        Step(entry, withImage: entry.Description.Role == StepRole.Transformer);

    private static JsonObject? Later(CatalogueEntry entry) =>
        entry.Description.Role == StepRole.Transformer ? Step(entry, withImage: false) : null;

    private static JsonObject Step(CatalogueEntry entry, bool withImage)
    {
        var properties = new JsonObject
        {
            ["service"] = new JsonObject { ["const"] = entry.Description.Service },
            ["parameters"] = new JsonObject { ["$ref"] = "#/$defs/" + entry.Description.Service },
        };
        var required = new JsonArray("service");
        if (entry.Parameters!.Schema.TryGetProperty("required", out _))
            required.Add("parameters");
        if (withImage)
        {
            properties["imgInputPath"] = new JsonObject
            {
                ["description"] = "The image to start from: a reference in the artifact store.",
                ["type"] = "string",
            };
            required.Add("imgInputPath");
        }

        return new()
        {
            ["description"] = entry.Description.Summary,
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private static IEnumerable<CatalogueEntry> Available(StepCatalogue catalogue) =>
        catalogue.Entries.Where(entry => entry.IsAvailable);
}
