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

    /// <summary>Bands of an image whose colours are weighted by alpha.</summary>
    public double[] Weighted() => [Weighted(Red), Weighted(Green), Weighted(Blue), Alpha];

    public double[] Colours() => [Red, Green, Blue];

    private double Weighted(byte band) => Math.Round(band * Alpha / 255.0);
}
