using System.Globalization;
using System.Text;
using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>How the recorded time is written: the same under every serde that a program may configure.</summary>
internal static class Instant
{
    public static EntryResult Encode(DateTimeOffset time) =>
        new EntryResult.Value(Encoding.UTF8.GetBytes($"\"{time.ToString("O", CultureInfo.InvariantCulture)}\""));

    public static DateTimeOffset Decode(Serdes serdes, EntryResult result)
    {
        var text = Encoding.UTF8.GetString(((EntryResult.Value)result).Bytes.Span).Trim('"');
        return DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
    }

    /// <summary>A time in the future: now for a negative delay, the last there is for one beyond that.</summary>
    public static DateTimeOffset After(DateTimeOffset now, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
            return now;
        return delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;
    }
}
