using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>How often per second this disk takes a 4-KiB append and says that it is safe.</summary>
internal static class FsyncRate
{
    public static double Measure(TimeSpan duration)
    {
        var path = Path.Combine(Directory.GetCurrentDirectory(), $"fsync-{Environment.ProcessId}.tmp");
        var block = new byte[4096];
        using var file = File.OpenHandle(
            path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose, preallocationSize: 0);
        var clock = Stopwatch.StartNew();
        var count = 0L;
        for (; clock.Elapsed < duration; count++)
        {
            RandomAccess.Write(file, block, count * block.Length);
            RandomAccess.FlushToDisk(file);
        }

        return count / clock.Elapsed.TotalSeconds;
    }
}
