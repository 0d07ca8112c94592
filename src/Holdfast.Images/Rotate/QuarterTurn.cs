using System.Runtime.CompilerServices;
using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images.Rotate;

/// <summary>
/// An image turned by a right angle: its columns are the rows of this one. Tiles, because a column touches a line of
/// the cache for each pixel, and its neighbours need the same ones.
/// </summary>
internal sealed class QuarterTurn(Image image, bool isClockwise) : IPixelRows
{
    private const int Tile = 32;

    private readonly PixelMemory _pixels = PixelMemory.Of(image);

    public int Width { get; } = image.Height;

    public int Height { get; } = image.Width;

    public int Bands { get; } = image.Bands;

    public void Read(int top, Span<byte> rows)
    {
        var rowBytes = Width * Bands;
        var end = top + (rows.Length / rowBytes);
        for (var y = top; y < end; y += Tile)
        {
            for (var x = 0; x < Width; x += Tile)
                ReadTile(x, Math.Min(x + Tile, Width), y, Math.Min(y + Tile, end), rows[((y - top) * rowBytes)..]);
        }
    }

    public void Dispose() => _pixels.Dispose();

    private void ReadTile(int left, int right, int top, int bottom, Span<byte> rows)
    {
        var pixels = _pixels.Bytes;
        for (var x = left; x < right; x++)
        {
            // Along a row of the source: from its end to its start, or the other way.
            var row = isClockwise ? Width - 1 - x : x;
            var (column, step) = isClockwise ? (top, Bands) : (Height - 1 - top, -Bands);
            ref var from = ref Unsafe.AsRef(in pixels[((row * Height) + column) * Bands]);
            ref var to = ref rows[x * Bands];
            for (var y = top; y < bottom; y++)
            {
                if (Bands == 4)
                {
                    Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<uint>(ref from));
                }
                else
                {
                    Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<ushort>(ref from));
                    Unsafe.Add(ref to, 2) = Unsafe.Add(ref from, 2);
                }

                from = ref Unsafe.Add(ref from, step);
                to = ref Unsafe.Add(ref to, Width * Bands);
            }
        }
    }
}
