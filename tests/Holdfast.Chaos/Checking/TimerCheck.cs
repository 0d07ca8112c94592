using System.Globalization;

namespace Holdfast.Chaos.Checking;

/// <summary>
/// Timers, and what was sent to be executed later: not before it is due, and not much later while the server is up.
/// </summary>
internal sealed class TimerCheck(History history, ILookup<string, (int Index, LedgerLine Line)> ledger)
{
    // Engines and ledger keep whole milliseconds; clients do not.
    private static readonly TimeSpan _rounding = TimeSpan.FromMilliseconds(2);

    private readonly IReadOnlyList<Life> _lives = [.. history.Lives.OrderBy(life => life.Ready)];

    public IEnumerable<Violation> Check() =>
    [
        .. history.Operations.Where(operation => operation.Delay is not null).SelectMany(CheckDelayed),
        .. history.Operations
            .SelectMany(operation => Enumerable.Range(0, operation.Steps.Count).Select(operation.PartName))
            .SelectMany(CheckPart),
    ];

    private IEnumerable<Violation> CheckDelayed(Operation operation) => Check(
        operation.Name,
        operation.SentAt + operation.Delay!.Value,
        operation.AcceptedAt + operation.Delay,
        Happened(operation.Name));

    private IEnumerable<Violation> CheckPart(string name)
    {
        var dues = ledger[name].Where(entry => entry.Line.Kind == LedgerKind.Due)
            .Select(entry => DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(entry.Line.Value, CultureInfo.InvariantCulture)))
            .Distinct().ToList();
        if (dues.Count == 0)
            return [];
        return dues.Count == 1
            ? Check(name, dues[0], dues[0], Happened(name))
            : [new(ViolationKind.ResultChanged, name, $"it was due at {string.Join(" and at ", dues)}")];
    }

    private IEnumerable<Violation> Check(
        string name, DateTimeOffset earliest, DateTimeOffset? due, List<DateTimeOffset> happened)
    {
        // Whether it has to happen at all, is the ends' and the updates' business.
        if (happened.Count == 0)
            yield break;
        var first = happened.Min();
        if (first < earliest - _rounding)
            yield return new(ViolationKind.TimerEarly, name, $"due at {earliest:O}, happened at {first:O}");
        if (due is not { } last)
            yield break;
        var late = UpTime(last, first);
        if (late > history.MaxLateness)
            yield return new(ViolationKind.TimerLate, name, $"{late.TotalSeconds:0.0} s late while the server was up");
    }

    private List<DateTimeOffset> Happened(string name) =>
    [
        .. ledger[name].Where(entry => entry.Line.Kind is LedgerKind.Fired or LedgerKind.Applied)
            .Select(entry => entry.Line.At),
    ];

    private TimeSpan UpTime(DateTimeOffset from, DateTimeOffset to) => to <= from
        ? TimeSpan.Zero
        : _lives.SkipWhile(life => life.Killed < from).TakeWhile(life => life.Ready < to)
            .Aggregate(TimeSpan.Zero, (sum, life) => sum + life.Within(from, to));
}
