using System.Security.Cryptography;
using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>
/// Pixels of images that were written a moment ago, for the next step of the same workflow: it finds them by the
/// contents of the file, so that whoever wrote the file, and however often, it never gets the pixels of another one.
/// </summary>
internal sealed class RecentPixels : IDisposable
{
    // The next step of a workflow comes within milliseconds; what is not wanted by then waits for nobody.
    private static readonly TimeSpan _age = TimeSpan.FromSeconds(10);

    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<Entry> _oldestFirst = [];

    public RecentPixels(ImageOptions options, TimeProvider time)
    {
        (_maxBytes, _time) = (options.MaxRecentBytes, time);
        _timer = time.CreateTimer(_ => DropOld(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Memory of what is kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _oldestFirst.Sum(entry => entry.Bytes);
        }
    }

    /// <summary>Whether an image is small enough to be kept.</summary>
    public bool Fits(IPixelRows image) =>
        (long)image.Width * image.Height * image.Bands <= Math.Min(_maxBytes, Array.MaxLength) && !IsMemoryShort();

    /// <summary>The pixels of a file; null: they have to be read.</summary>
    public Image? Find(ReadOnlySpan<byte> file)
    {
        if (_maxBytes == 0)
            return null;
        var key = KeyOf(file);
        lock (_lock)
            return _oldestFirst.Find(entry => entry.Key == key)?.Pixels.Copy();
    }

    /// <summary>Keeps pixels for a while; the oldest go if there is no room.</summary>
    /// <param name="file">The file that they were written to.</param>
    /// <param name="pixels">In memory, and exactly what reading the file gives.</param>
    public void Keep(ReadOnlySpan<byte> file, Image pixels)
    {
        var entry = new Entry(KeyOf(file), pixels.Copy(), BytesOf(pixels), _time.GetTimestamp());
        lock (_lock)
        {
            _oldestFirst.Add(entry);
            while (Bytes > _maxBytes)
                DropOldest();
            if (_oldestFirst.Count == 1)
                _timer.Change(_age, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            while (_oldestFirst.Count > 0)
                DropOldest();
        }
    }

    private void DropOld()
    {
        lock (_lock)
        {
            while (_oldestFirst.Count > 0 && (_time.GetElapsedTime(_oldestFirst[0].KeptAt) >= _age || IsMemoryShort()))
                DropOldest();
            if (_oldestFirst.Count > 0)
                _timer.Change(_age - _time.GetElapsedTime(_oldestFirst[0].KeptAt), Timeout.InfiniteTimeSpan);
        }
    }

    // Whoever uses the pixels just now has a reference of their own.
    private void DropOldest()
    {
        _oldestFirst[0].Pixels.Dispose();
        _oldestFirst.RemoveAt(0);
    }

    private static bool IsMemoryShort()
    {
        var memory = GC.GetGCMemoryInfo();
        return memory.MemoryLoadBytes > memory.HighMemoryLoadThresholdBytes;
    }

    private static long BytesOf(Image image) => (long)image.Width * image.Height * image.Bands;

    private static string KeyOf(ReadOnlySpan<byte> file) => Convert.ToHexString(SHA256.HashData(file));

    private sealed record Entry(string Key, Image Pixels, long Bytes, long KeptAt);
}
