using System.Xml.Linq;

namespace Holdfast.Tests.Tidy;

/// <summary>The direction of dependencies, as docs/architecture.md draws it.</summary>
public sealed class ProjectArrows
{
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        ["Holdfast"] = [],
        ["Holdfast.Generators"] = [],
        ["Holdfast.Embedded"] = ["Holdfast"],
        ["Holdfast.Restate"] = ["Holdfast"],
        ["Holdfast.Workflows"] = ["Holdfast"],
        ["Holdfast.Images"] = ["Holdfast.Workflows"],
        ["Holdfast.StableDiffusion"] = ["Holdfast.Images"],
        ["Holdfast.S3"] = ["Holdfast.Workflows"],
        ["Holdfast.Host"] =
        [
            "Holdfast.Embedded", "Holdfast.Images", "Holdfast.Restate", "Holdfast.S3", "Holdfast.StableDiffusion",
            "Holdfast.Workflows", "Holdfast",
        ],
    };

    [Fact]
    public void No_project_references_what_it_must_not_know()
    {
        foreach (var project in Repository.Root.Glob("src/*/*.csproj"))
        {
            var name = Path.GetFileNameWithoutExtension(project.Name);
            var arrows = XDocument.Load(project.FullName).Descendants("ProjectReference")
                .Where(reference => reference.Attribute("OutputItemType")?.Value != "Analyzer")
                .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
                .Select(Path.GetFileNameWithoutExtension);
            Assert.True(_allowed.ContainsKey(name), $"{name} is a new project: say here what it may reference");
            Assert.Empty(arrows.Except(_allowed[name]).Select(arrow => $"{name} -> {arrow}"));
        }
    }
}
