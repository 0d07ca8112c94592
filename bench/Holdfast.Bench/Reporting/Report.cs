using System.Text;

namespace Holdfast.Bench.Reporting;

/// <summary>
/// The file of results. A bench replaces its own section and leaves the others, so that one can be run again by itself.
/// </summary>
internal sealed class Report
{
    private const string Head = """
        # Results

        Written by `./holdfast bench`; [docs/performance.md](../docs/performance.md) says what the benches are and where
        the time goes. Compare ratios, not absolute figures, with those of another machine.
        """;

    private readonly string _path;
    private readonly IReadOnlyList<string> _titles;

    /// <param name="path">The file.</param>
    /// <param name="titles">All sections that there can be, in their order.</param>
    public Report(string path, IReadOnlyList<string> titles) => (_path, _titles) = (path, titles);

    /// <summary>Writes a section in its place.</summary>
    public void Replace(Section section)
    {
        var sections = Read();
        sections[section.Title] = section.ToString();
        var text = new StringBuilder(Head).AppendLine();
        foreach (var title in _titles.Where(sections.ContainsKey))
            text.Append($"\n## {title}\n\n{sections[title]}\n");
        File.WriteAllText(_path, text.ToString());
    }

    // A section whose bench is gone is left out.
    private Dictionary<string, string> Read()
    {
        var text = File.Exists(_path) ? File.ReadAllText(_path) : "";
        return text.Split("\n## ").Skip(1)
            .Select(part => part.Split('\n', 2))
            .ToDictionary(part => part[0], part => part.Length == 2 ? part[1].Trim() : "");
    }
}
