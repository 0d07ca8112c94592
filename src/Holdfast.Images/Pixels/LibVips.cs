using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Settings of libvips, which are the process's.</summary>
internal static class LibVips
{
    // One image never needs more threads than this: the PNG codec is the limit, and it has one.
    private const int MostThreads = 4;

    private static readonly Lazy<bool> _settings = new(Apply);

    /// <summary>Call before the first image is touched; again costs nothing.</summary>
    public static void EnsureSettings() => _ = _settings.Value;

    private static bool Apply()
    {
        // Every image is seen once: caching operations would only keep pixels in memory.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = Math.Min(Environment.ProcessorCount, MostThreads);
        return true;
    }
}
