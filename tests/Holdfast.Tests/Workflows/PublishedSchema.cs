using System.Text.Json;
using Holdfast.Tests.Tidy;
using Holdfast.Workflows.Schemas;

namespace Holdfast.Tests.Workflows;

/// <summary>The published schema is part of the interface: a change of it must be meant.</summary>
public sealed class PublishedSchema
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_schema_of_a_definition_is_the_golden_one()
    {
        var golden = new FileInfo(Path.Combine(Repository.Root.FullName, "tests", "golden", "workflow-schema.json"));
        var schema = JsonSerializer.Serialize(DefinitionSchema.Of(SampleSteps.Catalogue, new()), _indented) + "\n";

        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDEN") == "1")
            File.WriteAllText(golden.FullName, schema);
        Assert.Equal(File.ReadAllText(golden.FullName), schema);
    }
}
