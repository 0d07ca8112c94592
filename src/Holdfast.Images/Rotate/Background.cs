using System.Globalization;

namespace Holdfast.Images.Rotate;

/// <summary>The colour of corners that a rotation uncovers.</summary>
internal readonly record struct Background(byte Red, byte Green, byte Blue, byte Alpha)
{
    public static Background Transparent => default;

    public bool IsOpaque => Alpha == Pixels.Alpha.Opaque;

    /// <summary>
    /// Reads <c>transparent</c>, <c>#rrggbb</c> and <c>#rrggbbaa</c>; the schema lets nothing else through.
    /// </summary>
    public static Background Parse(string text)
    {
        if (text == "transparent")
            return Transparent;
        var digits = text.Length == 7 ? text[1..] + "ff" : text[1..];
        var value = uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>A pixel, lowest byte first, whose colours are weighted by alpha.</summary>
    public uint Weighted() => Weighted(Red) | (Weighted(Green) << 8) | (Weighted(Blue) << 16) | ((uint)Alpha << 24);

    private uint Weighted(byte band) => (uint)Math.Round(band * Alpha / 255.0);
}
