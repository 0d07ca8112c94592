using System.Globalization;
using System.Text;

namespace Holdfast.Bench.Reporting;

/// <summary>What one bench found out, as Markdown: told to the console line by line, and kept for the report.</summary>
internal sealed class Section(string title)
{
    private readonly StringBuilder _body = new();
    private readonly List<string> _goals = [];
    private bool _isInTable;

    public string Title => title;

    /// <summary>A paragraph.</summary>
    public void Say(string text)
    {
        EndTable();
        Write($"{text}\n");
    }

    /// <summary>The head of a table.</summary>
    public void Columns(params IReadOnlyList<string> names)
    {
        EndTable();
        Write($"| {string.Join(" | ", names)} |");
        Write("|" + string.Concat(names.Select((_, i) => i == 0 ? " --- |" : " ---: |")));
        _isInTable = true;
    }

    /// <summary>A row of the table whose head was written last.</summary>
    public void Row(params IReadOnlyList<string> cells) => Write($"| {string.Join(" | ", cells)} |");

    /// <summary>A goal that is met by as much as is asked, or more.</summary>
    public void AtLeast(string what, double asked, double measured, string unit) =>
        Goal(what, $"≥ {Figure(asked)} {unit}", measured, unit, measured / asked, measured >= asked);

    /// <summary>A goal that is met by as much as is asked, or less.</summary>
    public void AtMost(string what, double asked, double measured, string unit) =>
        Goal(what, $"≤ {Figure(asked)} {unit}", measured, unit, measured / asked, measured <= asked);

    /// <summary>Writes the goals, which every bench has at its end.</summary>
    public void Close()
    {
        if (_goals.Count == 0)
            return;
        Columns("goal", "asked", "measured", "measured / asked", "met");
        _goals.ForEach(Write);
    }

    public override string ToString() => _body.ToString().Trim();

    /// <summary>Three digits that say something, or all digits before the point.</summary>
    public static string Figure(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The figure in the middle, and in brackets the least and the most.</summary>
    public static string Spread(IReadOnlyList<double> figures) =>
        $"{Figure(Median(figures))} ({Figure(figures.Min())}–{Figure(figures.Max())})";

    public static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }

    private void Goal(string what, string asked, double measured, string unit, double ratio, bool isMet) =>
        _goals.Add(
            $"| {what} | {asked} | {Figure(measured)} {unit} | {Figure(ratio)} | {(isMet ? "yes" : "**no**")} |");

    private void EndTable()
    {
        if (_isInTable)
            Write("");
        _isInTable = false;
    }

    private void Write(string line)
    {
        Console.WriteLine(line);
        _body.AppendLine(line);
    }
}
