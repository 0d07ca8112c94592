using System.Globalization;

namespace Holdfast.Bench;

/// <summary>
/// What processes give to files, as the kernel counts it on Linux: the bytes of write calls. What goes to sockets is
/// not in it (they are sent, not written), nor what is written through io_uring or into mapped memory.
/// </summary>
internal static class FileWrites
{
    private const string Field = "wchar: ";

    /// <summary>By a process so far; 0 where nothing counts it.</summary>
    public static long Of(int processId)
    {
        var path = $"/proc/{processId}/io";
        if (!File.Exists(path))
            return 0;
        var line = File.ReadLines(path).First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..], CultureInfo.InvariantCulture);
    }
}
