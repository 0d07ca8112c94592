using System.Globalization;

namespace Holdfast.Restate.Admin;

/// <summary>
/// Where a page of a listing ends: the next one begins with what is older, or as old and smaller in id.
/// </summary>
internal readonly record struct PageCursor(DateTimeOffset CreatedAt, string Id)
{
    private const char Separator = '.';

    /// <summary>Reads a cursor. Null: it is not one, and the listing begins with the newest.</summary>
    public static PageCursor? Parse(string? text)
    {
        Span<byte> raw = stackalloc byte[InvocationIdText.RawLength];
        return text?.IndexOf(Separator, StringComparison.Ordinal) is { } end and > 0
            && long.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && InvocationIdText.TryParse(text.AsSpan(end + 1), raw)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(time), text[(end + 1)..])
            : null;
    }

    public override string ToString() =>
        FormattableString.Invariant($"{CreatedAt.ToUnixTimeMilliseconds()}{Separator}{Id}");
}
