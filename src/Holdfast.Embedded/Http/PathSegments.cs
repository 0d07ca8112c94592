using System.Text;

namespace Holdfast.Embedded.Http;

/// <summary>Reads the segments of a path as it was sent: still encoded, one by one.</summary>
internal ref struct PathSegments(ReadOnlySpan<char> path)
{
    private static readonly UTF8Encoding _strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<char> _rest = path.StartsWith('/') ? path[1..] : path;
    private bool _atEnd;

    public bool TryNext(out ReadOnlySpan<char> segment)
    {
        segment = default;
        if (_atEnd)
            return false;

        var slash = _rest.IndexOf('/');
        _atEnd = slash < 0;
        segment = _atEnd ? _rest : _rest[..slash];
        _rest = _atEnd ? default : _rest[(slash + 1)..];
        return true;
    }

    /// <summary>The next segment, or 400 with this message.</summary>
    public ReadOnlySpan<char> Next(string expected) =>
        TryNext(out var segment) ? segment : throw IngressException.BadRequest(expected);

    /// <summary>
    /// The next segment, decoded once. A <c>%</c> without two hexadecimal digits stands for itself, as <c>+</c> does.
    /// </summary>
    public string NextDecoded(string expected) => Decode(Next(expected));

    internal static string Decode(ReadOnlySpan<char> segment)
    {
        if (!segment.Contains('%'))
            return segment.ToString();

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(segment.Length)];
        var length = 0;
        while (segment.Length > 0)
        {
            if (segment is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                bytes[length++] = byte.Parse(segment[1..3], System.Globalization.NumberStyles.AllowHexSpecifier);
                segment = segment[3..];
                continue;
            }

            var plain = segment[1..].IndexOf('%') is var next and >= 0 ? next + 1 : segment.Length;
            length += Encoding.UTF8.GetBytes(segment[..plain], bytes.AsSpan(length));
            segment = segment[plain..];
        }

        try
        {
            return _strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException error)
        {
            throw IngressException.BadRequest(
                $"bad path, cannot decode key: {error.Message} Encode keys as UTF-8, then percent-encode the bytes.");
        }
    }
}
