using Microsoft.Win32.SafeHandles;
using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>
/// All pixels of an image, where libvips has put them: photos are too large to be copied just to be looked at.
/// </summary>
internal sealed unsafe class PixelMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly int _length;

    private PixelMemory(nint memory, int length)
        : base(ownsHandle: true)
    {
        SetHandle(memory);
        _length = length;
    }

    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new((void*)handle, _length);
        }
    }

    /// <summary>Computes the image, row by row and without gaps.</summary>
    /// <exception cref="TerminalException">It has more than two gigabytes.</exception>
    public static PixelMemory Of(Image image)
    {
        var length = (long)image.Width * image.Height * image.Bands;
        return length <= int.MaxValue
            ? new(image.WriteToMemory(out _), (int)length)
            : throw new TerminalException(
                $"The image is {image.Width}×{image.Height}, too large to be held in memory", ErrorCode.BadRequest);
    }

    protected override bool ReleaseHandle()
    {
        NetVips.NetVips.Free(handle);
        return true;
    }
}
