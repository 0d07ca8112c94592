using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images.Rotate;

/// <summary>
/// An image turned by any angle: for each pixel, the point in the source that it comes from, and a mean of the four
/// pixels around that point. Coordinates are fixed-point numbers: they, and the result, are the same everywhere.
/// </summary>
internal sealed class Turn : IPixelRows
{
    private const int FractionBits = 32;
    private const long One = 1L << FractionBits;

    // A number of 16 bits times this is that number in each band.
    private const ulong FourTimes = 0x0001_0001_0001_0001;

    // Red, green, blue, alpha; colours weighted by alpha, so that what is invisible does not bleed.
    private readonly PixelMemory _source;
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly uint _background;
    private readonly bool _isOpaque;
    private readonly long _sine;
    private readonly long _cosine;

    /// <param name="image">The source; it is not needed any more afterwards.</param>
    /// <param name="degrees">Counter-clockwise.</param>
    /// <param name="background">Of what the turned image does not cover.</param>
    public Turn(Image image, double degrees, Background background)
    {
        (_sourceWidth, _sourceHeight) = (image.Width, image.Height);
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(degrees));
        (_sine, _cosine) = ((long)Math.Round(sine * One), (long)Math.Round(cosine * One));
        Width = Canvas(image.Width * cosine, image.Height * sine);
        Height = Canvas(image.Width * sine, image.Height * cosine);
        _isOpaque = background.IsOpaque && !image.HasAlpha();
        _background = background.Weighted();
        _source = Weighted(image);
    }

    public int Width { get; }

    public int Height { get; }

    public int Bands => _isOpaque ? 3 : 4;

    public void Read(int top, Span<byte> rows)
    {
        var row = new uint[Width];
        for (var y = top; rows.Length > 0; y++)
        {
            ReadRow(y, row);
            Write(row, rows);
            rows = rows[(Width * Bands)..];
        }
    }

    public void Dispose() => _source.Dispose();

    // Holds the rotated image, one pixel more for its soft edge, and is even, so that the centre stays the centre.
    private static int Canvas(double one, double other)
    {
        var size = (int)Math.Ceiling(Math.Abs(one) + Math.Abs(other)) + 1;
        return size + (size % 2);
    }

    private static PixelMemory Weighted(Image image)
    {
        using var weighted = image.HasAlpha() ? Alpha.Weighted(image) : image.Bandjoin(Alpha.Opaque);
        return PixelMemory.Of(weighted);
    }

    private void ReadRow(int y, Span<uint> row)
    {
        // From the centre of the canvas to that of the source, in halves of a pixel: pixels are squares, and a point
        // with whole coordinates is the centre of one.
        long right = 1 - Width;
        var down = (2L * y) + 1 - Height;
        var sourceX = (((_cosine * right) - (_sine * down)) / 2) + ((_sourceWidth - 1) * (One / 2));
        var sourceY = (((_sine * right) + (_cosine * down)) / 2) + ((_sourceHeight - 1) * (One / 2));

        var touched = Between(sourceX, sourceY, -One, 0);
        var covered = Between(sourceX, sourceY, 0, -One);
        row[..touched.Start].Fill(_background);
        row[touched.End..].Fill(_background);
        var inside = covered.Start < covered.End ? covered : (touched.End, touched.End);
        for (var x = touched.Start; x < inside.Item1; x++)
            row[x] = AtEdge(sourceX + (x * _cosine), sourceY + (x * _sine));
        Mix(sourceX, sourceY, inside.Item1, row[inside.Item1..inside.Item2]);
        for (var x = inside.Item2; x < touched.End; x++)
            row[x] = AtEdge(sourceX + (x * _cosine), sourceY + (x * _sine));
    }

    // The part of a row whose points are on the source, or on the source without some margin.
    private (int Start, int End) Between(long x, long y, long low, long high)
    {
        var (start, end) = (0L, (long)Width);
        Narrow(x - low, _cosine, (_sourceWidth * One) + high - low, ref start, ref end);
        Narrow(y - low, _sine, (_sourceHeight * One) + high - low, ref start, ref end);
        return ((int)start, (int)Math.Max(start, end));
    }

    // Where 0 <= at + n * step < limit.
    private static void Narrow(long at, long step, long limit, ref long start, ref long end)
    {
        if (step < 0)
            (at, step) = (limit - 1 - at, -step);
        if (step == 0)
        {
            if (at < 0 || at >= limit)
                end = start;
            return;
        }

        start = Math.Max(start, -FloorDivide(at, step));
        end = Math.Min(end, FloorDivide(limit - 1 - at, step) + 1);
        start = Math.Min(start, Math.Max(end, 0));
    }

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);

    private void Mix(long sourceX, long sourceY, int first, Span<uint> row)
    {
        ref var source = ref MemoryMarshal.GetReference(_source.Bytes);
        sourceX += first * _cosine;
        sourceY += first * _sine;
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = ((sourceY >> FractionBits) * _sourceWidth) + (sourceX >> FractionBits);
            ref var at = ref Unsafe.Add(ref source, (nint)pixel * sizeof(uint));
            var above = Unsafe.ReadUnaligned<ulong>(ref at);
            var below = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, _sourceWidth * sizeof(uint)));
            row[x] = Mix(above, below, sourceX, sourceY);
            sourceX += _cosine;
            sourceY += _sine;
        }
    }

    private uint AtEdge(long sourceX, long sourceY)
    {
        var (x, y) = ((int)(sourceX >> FractionBits), (int)(sourceY >> FractionBits));
        return Mix(
            Pixel(x, y) | ((ulong)Pixel(x + 1, y) << 32),
            Pixel(x, y + 1) | ((ulong)Pixel(x + 1, y + 1) << 32),
            sourceX,
            sourceY);
    }

    private uint Pixel(int x, int y) => (uint)x < (uint)_sourceWidth && (uint)y < (uint)_sourceHeight
        ? MemoryMarshal.Cast<byte, uint>(_source.Bytes)[(y * _sourceWidth) + x]
        : _background;

    /// <summary>Four pixels into one: pairs above each other first, then what is left and right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(ulong above, ulong below, long x, long y)
    {
        var (right, down) = ((uint)(x >> (FractionBits - 8)) & 0xFF, (uint)(y >> (FractionBits - 8)) & 0xFF);
        var half = Vector128.Create((ushort)128);
        var upper = Vector128.WidenLower(Vector128.CreateScalarUnsafe(above).AsByte());
        var lower = Vector128.WidenLower(Vector128.CreateScalarUnsafe(below).AsByte());
        var pair = ((upper * (ushort)(256 - down)) + (lower * (ushort)down) + half) >>> 8;
        var shares = (pair * Vector128.Create((256 - right) * FourTimes, right * FourTimes).AsUInt16()).AsUInt64();
        // The sum of both halves, in the lower one.
        var sum = shares.AsUInt16() + Vector128.Shuffle(shares, Vector128.Create(1UL, 0)).AsUInt16();
        var mixed = (sum + half) >>> 8;
        return Vector128.Narrow(mixed, mixed).AsUInt32().ToScalar();
    }

    // Colours are straight in files.
    private void Write(ReadOnlySpan<uint> row, Span<byte> to)
    {
        if (!_isOpaque)
        {
            var pixels = MemoryMarshal.Cast<byte, uint>(to);
            for (var x = 0; x < row.Length; x++)
                pixels[x] = row[x] >= 0xFF000000 ? row[x] : Straight(row[x]);
            return;
        }

        for (var (x, at) = (0, 0); x < row.Length; x++, at += 3)
        {
            to[at] = (byte)row[x];
            to[at + 1] = (byte)(row[x] >> 8);
            to[at + 2] = (byte)(row[x] >> 16);
        }
    }

    private static uint Straight(uint pixel)
    {
        var alpha = pixel >> 24;
        return alpha == 0 ? 0 : Part(0) | Part(8) | Part(16) | (alpha << 24);

        uint Part(int shift) =>
            Math.Min(255, ((((pixel >> shift) & 0xFF) * 255) + (alpha / 2)) / alpha) << shift;
    }
}
