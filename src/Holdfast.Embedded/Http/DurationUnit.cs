using System.Buffers;
using System.Collections.Frozen;

namespace Holdfast.Embedded.Http;

/// <summary>A unit of a <see cref="FriendlyDuration"/>.</summary>
/// <param name="Rank">Small for large units.</param>
/// <param name="Ticks">Length in ticks of 100 ns; 0 when it has no fixed one.</param>
internal sealed record DurationUnit(int Rank, decimal Ticks)
{
    /// <summary>Larger than all.</summary>
    public static readonly DurationUnit Beyond = new(0, 0);

    private static readonly DurationUnit _year = new(1, 0);
    private static readonly DurationUnit _month = new(2, 0);
    private static readonly DurationUnit _week = new(3, 7 * TimeSpan.TicksPerDay);
    public static readonly DurationUnit Day = new(4, TimeSpan.TicksPerDay);
    private static readonly DurationUnit _hour = new(5, TimeSpan.TicksPerHour);
    private static readonly DurationUnit _minute = new(6, TimeSpan.TicksPerMinute);
    private static readonly DurationUnit _second = new(7, TimeSpan.TicksPerSecond);
    private static readonly DurationUnit _millisecond = new(8, TimeSpan.TicksPerMillisecond);
    private static readonly DurationUnit _microsecond = new(9, TimeSpan.TicksPerMicrosecond);
    private static readonly DurationUnit _nanosecond = new(10, 0.01m);

    /// <summary>What names of units are made of.</summary>
    public static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZµμ");

    private static readonly FrozenDictionary<string, DurationUnit> _byName = Names(
        (_year, "years year yrs yr y"),
        (_month, "months month mos mo"),
        (_week, "weeks week wks wk w"),
        (Day, "days day d"),
        (_hour, "hours hour hrs hr h"),
        (_minute, "minutes minute mins min m"),
        (_second, "seconds second secs sec s"),
        (_millisecond, "milliseconds millisecond millis milli msecs msec ms"),
        (_microsecond, "microseconds microsecond micros micro usecs usec us µsecs µsec µs"),
        (_nanosecond, "nanoseconds nanosecond nanos nano nsecs nsec ns"));

    /// <summary>By name; null: there is none.</summary>
    public static DurationUnit? OfName(ReadOnlySpan<char> name) =>
        _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var unit) ? unit : null;

    /// <summary>By its letter in ISO 8601; null: there is none.</summary>
    public static DurationUnit? OfIso(char letter, bool isTime) => (letter, isTime) switch
    {
        ('Y', false) => _year,
        ('M', false) => _month,
        ('W', false) => _week,
        ('D', false) => Day,
        ('H', true) => _hour,
        ('M', true) => _minute,
        ('S', true) => _second,
        _ => null,
    };

    private static FrozenDictionary<string, DurationUnit> Names(params (DurationUnit Unit, string Names)[] units) =>
        units.SelectMany(unit => unit.Names.Split(' '), (unit, name) => (unit.Unit, name))
            .ToFrozenDictionary(pair => pair.name, pair => pair.Unit, StringComparer.Ordinal);
}
