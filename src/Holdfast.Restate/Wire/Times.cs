namespace Holdfast.Restate.Wire;

/// <summary>Times and durations, which are milliseconds on the wire. What is too large becomes the largest.</summary>
internal static class Times
{
    private static readonly ulong _latest = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(ulong milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(milliseconds, _latest));

    /// <summary>Rounded up, so that nothing is due too early. What is before 1970 becomes 1970.</summary>
    public static ulong Milliseconds(DateTimeOffset time) =>
        Math.Min(Milliseconds(time - DateTimeOffset.UnixEpoch), _latest);

    public static TimeSpan Duration(ulong milliseconds) =>
        milliseconds < (ulong)TimeSpan.MaxValue.TotalMilliseconds
            ? TimeSpan.FromTicks((long)milliseconds * TimeSpan.TicksPerMillisecond)
            : TimeSpan.MaxValue;

    /// <summary>Rounded up. What is negative becomes 0.</summary>
    public static ulong Milliseconds(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
            return 0;
        var (milliseconds, rest) = Math.DivRem(duration.Ticks, TimeSpan.TicksPerMillisecond);
        return (ulong)milliseconds + (rest == 0 ? 0UL : 1);
    }
}
