namespace Holdfast.Images.Pixels;

/// <summary>
/// The pixels of an image that is computed where and when it is asked for, some rows at a time, by several threads at
/// once: 8-bit sRGB, three bands, or four with alpha.
/// </summary>
internal interface IPixelRows : IDisposable
{
    int Width { get; }

    int Height { get; }

    int Bands { get; }

    /// <summary>Computes the rows from <paramref name="top"/> that <paramref name="rows"/> has room for.</summary>
    void Read(int top, Span<byte> rows);
}
