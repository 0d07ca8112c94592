using System.Globalization;
using System.Text;

namespace Holdfast.Restate.Ingress;

/// <summary>Paths of the ingress API.</summary>
internal static class IngressPath
{
    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    public static string Call(Target target, string? scope) => scope is null
        ? Of(target)
        : $"/restate/scope/{Segment(scope)}/call{Of(target)}";

    public static string Send(Target target, string? scope, TimeSpan? delay)
    {
        var path = scope is null ? $"{Of(target)}/send" : $"/restate/scope/{Segment(scope)}/send{Of(target)}";
        return delay is { } time && time > TimeSpan.Zero ? $"{path}?delay={Milliseconds(time)}ms" : path;
    }

    public static string Of(Target target) => target.Key is null
        ? $"/{Segment(target.Service)}/{Segment(target.Handler)}"
        : $"/{Segment(target.Service)}/{Segment(target.Key)}/{Segment(target.Handler)}";

    public static string Awakeable(string id, string verb) => $"/restate/awakeables/{Segment(id)}/{verb}";

    /// <summary>One segment, percent-encoded.</summary>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair: it has no UTF-8 form.</exception>
    public static string Segment(string text)
    {
        // Otherwise two keys that differ only in such halves would become one.
        _ = _strictUtf8.GetByteCount(text);
        // Proxies and clients take '.' and '..' out of paths.
        return text is "." or ".." ? text.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(text);
    }

    // Never earlier than asked for.
    private static string Milliseconds(TimeSpan time) =>
        Math.Ceiling(time.TotalMilliseconds).ToString("F0", CultureInfo.InvariantCulture);
}
