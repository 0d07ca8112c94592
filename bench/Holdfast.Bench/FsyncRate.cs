using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>How often per second this disk takes a 4-KiB append and says that it is safe.</summary>
internal static class FsyncRate
{
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(2);

    public static void Measure()
    {
        var path = Path.Combine(Directory.GetCurrentDirectory(), $"fsync-{Environment.ProcessId}.tmp");
        var block = new byte[4096];
        using var file = File.OpenHandle(
            path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose, preallocationSize: 0);
        var clock = Stopwatch.StartNew();
        var count = 0L;
        for (; clock.Elapsed < _duration; count++)
        {
            RandomAccess.Write(file, block, count * block.Length);
            RandomAccess.FlushToDisk(file);
        }

        Console.WriteLine($"disk: {count / clock.Elapsed.TotalSeconds:N0} appends of 4 KiB with fsync per second");
    }
}
