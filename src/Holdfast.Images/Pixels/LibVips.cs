using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Settings of libvips, which are the process's.</summary>
internal static class LibVips
{
    // One image never needs more threads than this: reading it is the limit, and that has one.
    private const int MostThreads = 4;

    // VIPS_META_CONCURRENCY of libvips: threads that compute one image.
    private const string ConcurrencyField = "vips-concurrency";

    // What it warns of on standard error comes as an exception, too.
    private static readonly Log.LogDelegate _silence = static (_, _, _) => { };

    private static readonly Lazy<bool> _settings = new(Apply);

    private static int Threads => Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>Call before the first image is touched; again costs nothing.</summary>
    public static void EnsureSettings() => _ = _settings.Value;

    /// <summary>For work of our own on one image: on as many threads.</summary>
    public static ParallelOptions Parallel(CancellationToken cancellationToken) => new()
    {
        MaxDegreeOfParallelism = Threads,
        CancellationToken = cancellationToken,
    };

    /// <summary>The image, computed by one thread wherever it is asked for: for those who ask with several.</summary>
    public static Image OnOneThread(Image image) =>
        image.Mutate(fields => fields.Set(GValue.GIntType, ConcurrencyField, 1));

    private static bool Apply()
    {
        // Every image is seen once: caching operations would only keep pixels in memory.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = Threads;
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, _silence);
        return true;
    }
}
