using Holdfast.Embedded.Http;

namespace Holdfast.Tests.Ingress;

/// <summary>The expected values are what the real server made of the same text.</summary>
public sealed class Delays
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("500ms", 0.5)]
    [InlineData("60sec", 60)]
    [InlineData("60 sec", 60)]
    [InlineData("1 second", 1)]
    [InlineData("1m", 60)]
    [InlineData("3mins", 180)]
    [InlineData("2hrs", 7200)]
    [InlineData("1hr30min", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1h  30m", 5400)]
    [InlineData("1h 30m ", 5400)]
    [InlineData("1h, 30 m", 5400)]
    [InlineData("1 hour 30 minutes", 5400)]
    [InlineData("+1h", 3600)]
    [InlineData("1.5h", 5400)]
    [InlineData("1,5h", 5400)]
    [InlineData("2h1.5m", 7290)]
    [InlineData("1m30.5s", 90.5)]
    [InlineData("1d1.5h", 91800)]
    [InlineData("1d", 86400)]
    [InlineData("3 wks", 1814400)]
    [InlineData("1d 2h 3m 4s 5ms 6us 700ns", 93784.0050067)]
    [InlineData("1.123456789s", 1.1234567)]
    [InlineData("10us", 0.00001)]
    [InlineData("10µs", 0.00001)]
    [InlineData("1:30:00", 5400)]
    [InlineData("00:00:05", 5)]
    [InlineData("1:2:3", 3723)]
    [InlineData("1d 00:00:05.5", 86405.5)]
    public void Friendly_durations_are_read(string text, double seconds) => Assert.Equal(
        TimeSpan.FromTicks((long)Math.Round((decimal)seconds * TimeSpan.TicksPerSecond)),
        FriendlyDuration.Parse(text));

    [Theory]
    [InlineData("PT0S", 0)]
    [InlineData("PT60S", 60)]
    [InlineData("pt1h", 3600)]
    [InlineData("+PT1H", 3600)]
    [InlineData("PT1H30M10.5S", 5410.5)]
    [InlineData("PT1.5H", 5400)]
    [InlineData("P1D", 86400)]
    [InlineData("P1DT2H", 93600)]
    [InlineData("P1W2D", 777600)]
    public void Iso_durations_are_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), FriendlyDuration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5")]
    [InlineData("1.5")]
    [InlineData("1h30")]
    [InlineData("1h 30")]
    [InlineData("1H")]
    [InlineData("1x")]
    [InlineData("  1h")]
    [InlineData("1h,30m")]
    [InlineData("1h,")]
    [InlineData("1h1h")]
    [InlineData("1m1h")]
    [InlineData("1.5h30m")]
    [InlineData("1.5d")]
    [InlineData("1h 00:30:00")]
    [InlineData("1:60:00")]
    [InlineData("1:30")]
    [InlineData("1\u03BCs")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("PT-1H")]
    [InlineData("PT1H1D")]
    [InlineData("P1.5D")]
    [InlineData("PT0.1234567891S")]
    [InlineData("99999999999999h")]
    [InlineData("99999999999999999999h")]
    public void What_is_no_duration_is_refused(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => FriendlyDuration.Parse(text));
        Assert.Contains("Write it like", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1h")]
    [InlineData("-PT1H")]
    [InlineData("1h ago")]
    public void Negative_durations_are_refused(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => FriendlyDuration.Parse(text));
        Assert.Contains("is negative", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1y")]
    [InlineData("1mo")]
    [InlineData("1 month")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    public void Units_without_a_fixed_length_are_refused(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => FriendlyDuration.Parse(text));
        Assert.Contains("not equally long", refusal.Message, StringComparison.Ordinal);
    }
}
