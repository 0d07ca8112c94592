using System.Globalization;

namespace Holdfast.Chaos.Checking;

/// <summary>All that is known about a run from outside of the server.</summary>
internal sealed record History
{
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>What the handlers did and saw, in the order in which it happened.</summary>
    public required IReadOnlyList<LedgerLine> Ledger { get; init; }

    /// <summary>When the server was up.</summary>
    public required IReadOnlyList<Life> Lives { get; init; }

    /// <summary>How many updates each object counts at the end.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>A timer may be this late, not counting time in which the server was down.</summary>
    public required TimeSpan MaxLateness { get; init; }

    /// <summary>
    /// Engine and handlers die together, so that within one life nothing is tried again but what failed.
    /// </summary>
    public required bool IsOneProcess { get; init; }

    /// <summary>What is cancelled before it starts is forgotten, as Restate Server does.</summary>
    public required bool ForgetsCancelled { get; init; }
}

/// <summary>From the moment the server said that it is ready to its end.</summary>
internal readonly record struct Life(DateTimeOffset Ready, DateTimeOffset Killed)
{
    public TimeSpan Within(DateTimeOffset from, DateTimeOffset to)
    {
        var begin = Ready > from ? Ready : from;
        var end = Killed < to ? Killed : to;
        return end > begin ? end - begin : TimeSpan.Zero;
    }
}

/// <summary>One line of the file outside of the server.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Life">Of which process, counted from 1.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Name">Of the part of an operation.</param>
/// <param name="Value">What came of it; of an update: key and place.</param>
internal sealed record LedgerLine(DateTimeOffset At, int Life, LedgerKind Kind, string Name, string Value)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}\t{Life}\t{Kind}\t{Name}\t{Value}");

    /// <exception cref="FormatException">It is not a line of a ledger.</exception>
    public static LedgerLine Parse(string line)
    {
        var parts = line.Split('\t');
        if (parts.Length != 5)
            throw new FormatException($"The line '{line}' of the ledger has {parts.Length} parts instead of 5.");
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            Enum.Parse<LedgerKind>(parts[2]),
            parts[3],
            parts[4]);
    }
}

internal enum LedgerKind
{
    /// <summary>A side effect was executed.</summary>
    Effect,

    /// <summary>A handler was given this value, and a side effect wrote it down: it is recorded.</summary>
    Seen,

    /// <summary>A timer, or what starts later, is due then (milliseconds).</summary>
    Due,

    /// <summary>A timer fired.</summary>
    Fired,

    /// <summary>An update was applied at this place of its object, written by a side effect.</summary>
    Applied,

    /// <summary>Somebody is to resolve this awakeable.</summary>
    Awakeable,
}
