using System.Buffers.Binary;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>
/// What a crash leaves on disk: the database, and SQLite's log up to some place. The log has all commits since the
/// start, one after the other, so that cutting it off is a crash at exactly that place.
/// </summary>
internal sealed record DiskImage(byte[] Database, byte[] Log, int Length)
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;

    public static long LengthOfLog(string directory) => new FileInfo(LogIn(directory)) is { Exists: true } log
        ? log.Length
        : 0;

    /// <summary>Before each commit (the frame that ends it is torn), and after it.</summary>
    public static IReadOnlyList<DiskImage> AtEveryCommit(string directory)
    {
        var (database, log) = (Read(DatabaseIn(directory)), Read(LogIn(directory)));
        var frameLength = FrameHeaderLength + BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(8));
        var images = new List<DiskImage>();
        for (var end = HeaderLength + frameLength; end <= log.Length; end += frameLength)
        {
            // A frame that ends a commit says how many pages the database has after it.
            if (BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(end - frameLength + 4)) == 0)
                continue;
            images.Add(new(database, log, end - frameLength / 2));
            images.Add(new(database, log, end));
        }

        return images;
    }

    /// <summary>Puts it in place of what is there. Nobody has it open.</summary>
    public void WriteTo(string directory)
    {
        File.WriteAllBytes(DatabaseIn(directory), Database);
        File.WriteAllBytes(LogIn(directory), Log[..Length]);
        File.Delete(DatabaseIn(directory) + "-shm");
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string DatabaseIn(string directory) =>
        Path.Combine(directory, Embedded.Storage.Database.FileName);

    private static string LogIn(string directory) => DatabaseIn(directory) + "-wal";
}
