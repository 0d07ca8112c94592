using System.Globalization;

namespace Holdfast.Embedded.Http;

/// <summary>
/// Durations as people write them: <c>PT1H30M</c> (ISO 8601), <c>1h 30m</c>, <c>500ms</c>, <c>60 sec</c>,
/// <c>1:30:00</c>. Units go from large to small, each once; only the last number may have a fraction.
/// </summary>
internal static class FriendlyDuration
{
    private const string Remedy = "Write it like PT60S, 500ms, 60 sec, 1m or 1h 30m";

    // Beyond it, now plus the duration is no date any more.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(365_000);

    /// <exception cref="FormatException">None, or negative; the message says why and what to write.</exception>
    public static TimeSpan Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        var rest = text.AsSpan().TrimEnd(' ');
        if (rest.StartsWith('-') || rest.EndsWith(" ago"))
            throw Bad(text, "is negative");
        if (rest.StartsWith('+'))
            rest = rest[1..];

        var isIso = rest.StartsWith("P", StringComparison.OrdinalIgnoreCase);
        var ticks = isIso ? IsoTicks(text, rest[1..]) : FriendlyTicks(text, rest);
        return ticks <= _longest.Ticks
            ? TimeSpan.FromTicks((long)ticks)
            : throw Bad(text, "is longer than a thousand years");
    }

    private static decimal IsoTicks(string text, ReadOnlySpan<char> rest)
    {
        var total = 0m;
        var isTime = false;
        var smallest = DurationUnit.Beyond;
        while (rest.Length > 0)
        {
            if (!isTime && rest[0] is 'T' or 't')
            {
                isTime = true;
                rest = rest[1..];
            }

            var number = TakeNumber(text, ref rest, out var isFraction);
            var unit = rest.Length == 0 ? null : DurationUnit.OfIso(char.ToUpperInvariant(rest[0]), isTime);
            if (unit is null || isFraction && (!isTime || rest.Length > 1))
                throw Bad(text, "is no ISO 8601 duration");
            total += number * Smaller(text, unit, ref smallest).Ticks;
            rest = rest[1..];
        }

        return smallest != DurationUnit.Beyond ? total : throw Bad(text, "has no number");
    }

    private static decimal FriendlyTicks(string text, ReadOnlySpan<char> rest)
    {
        var total = 0m;
        var smallest = DurationUnit.Beyond;
        do
        {
            if (smallest.Rank <= DurationUnit.Day.Rank && IsClock(rest))
                return total + ClockTicks(text, rest);

            var number = TakeNumber(text, ref rest, out var isFraction);
            rest = rest.TrimStart(' ');
            var letters = rest.IndexOfAnyExcept(DurationUnit.Letters) is var end and >= 0 ? end : rest.Length;
            var unit = DurationUnit.OfName(rest[..letters]) ?? throw Bad(text, "has a number without a known unit");
            rest = rest[letters..];
            if (isFraction && (unit.Rank <= DurationUnit.Day.Rank || rest.Length > 0))
                throw Bad(text, "has a fraction where none is allowed");
            total += number * Smaller(text, unit, ref smallest).Ticks;
            rest = SkipSeparator(text, rest);
        }
        while (rest.Length > 0);

        return total;
    }

    private static decimal TakeNumber(string text, ref ReadOnlySpan<char> rest, out bool isFraction)
    {
        var whole = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
        if (whole is 0 or > 18)
            throw Bad(text, whole == 0 ? "is no duration" : "has a number that is too large");
        var number = decimal.Parse(rest[..whole], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[whole..];

        isFraction = rest.Length > 1 && rest[0] is '.' or ',' && char.IsAsciiDigit(rest[1]);
        if (!isFraction)
            return number;
        rest = rest[1..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9') is var last and >= 0 ? last : rest.Length;
        if (digits > 9)
            throw Bad(text, "has more than nine digits after the point");
        var fraction = decimal.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[digits..];
        for (var digit = 0; digit < digits; digit++)
            fraction /= 10;
        return number + fraction;
    }

    private static DurationUnit Smaller(string text, DurationUnit unit, ref DurationUnit smallest)
    {
        if (unit.Ticks == 0)
            throw Bad(text, "uses months or years, which are not equally long");
        if (unit.Rank <= smallest.Rank)
            throw Bad(text, "has its units not from large to small, each once");
        return smallest = unit;
    }

    private static ReadOnlySpan<char> SkipSeparator(string text, ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith(','))
            return rest.TrimStart(' ');
        var after = rest[1..].TrimStart(' ');
        return after.Length < rest.Length - 1 && after.Length > 0
            ? after
            : throw Bad(text, "has a comma without a space behind it");
    }

    private static bool IsClock(ReadOnlySpan<char> rest) =>
        rest.IndexOfAnyExceptInRange('0', '9') is var end and > 0 && rest[end] == ':';

    private static decimal ClockTicks(string text, ReadOnlySpan<char> rest)
    {
        var hours = TakeNumber(text, ref rest, out var isFraction);
        var minutes = TakeAfterColon(text, ref rest, ref isFraction);
        var seconds = TakeAfterColon(text, ref rest, ref isFraction);
        return rest.Length == 0 && minutes < 60 && seconds < 60
            ? ((((hours * 60) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond
            : throw Bad(text, "is no hours:minutes:seconds");
    }

    private static decimal TakeAfterColon(string text, ref ReadOnlySpan<char> rest, ref bool isFraction)
    {
        if (isFraction || !rest.StartsWith(':'))
            throw Bad(text, "is no hours:minutes:seconds");
        rest = rest[1..];
        return TakeNumber(text, ref rest, out isFraction);
    }

    private static FormatException Bad(string text, string problem) => new($"'{text}' {problem}. {Remedy}");
}
