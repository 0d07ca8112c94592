using Spectre.Console;

namespace Holdfast.Host.Client;

/// <summary>Rows of text: a table on a terminal, lines of tab-separated values for other programs.</summary>
internal sealed class Listing(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string?[] row) => _rows.Add([.. row.Select(cell => cell ?? "")]);

    public void Write(IAnsiConsole console)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            foreach (var row in _rows)
                console.Profile.Out.Writer.WriteLine(string.Join('\t', row));
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var row in _rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }
}
