using System.Runtime.InteropServices;

namespace Holdfast.Workflows;

/// <summary>
/// Makes entries of directories survive a power cut. A new or renamed file is only safe once its directory is flushed
/// too, and .NET opens no directories.
/// </summary>
internal static partial class DurableDirectory
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <summary>Creates the directory and those above it that are missing, each durably.</summary>
    public static void Create(string directory)
    {
        if (Directory.Exists(directory))
            return;

        var parent = Path.GetDirectoryName(directory)!;
        Create(parent);
        Directory.CreateDirectory(directory);
        Flush(parent);
    }

    /// <summary>Waits until the directory's entries are on the disk.</summary>
    /// <exception cref="IOException">They may not be.</exception>
    public static void Flush(string directory)
    {
        // NTFS journals its directories.
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(directory, OperatingSystem.IsLinux() ? ReadOnly | CloseOnExec : ReadOnly);
        if (descriptor < 0)
            throw Failure("open", directory);
        try
        {
            if (Sync(descriptor) < 0)
                throw Failure("flush", directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string what, string directory)
    {
        var code = Marshal.GetLastPInvokeError();
        return new($"Could not {what} the directory '{directory}': {Marshal.GetPInvokeErrorMessage(code)}", code);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
