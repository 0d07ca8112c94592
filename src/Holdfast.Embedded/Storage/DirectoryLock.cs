namespace Holdfast.Embedded.Storage;

/// <summary>Holds a data directory for one process, until it is disposed or the process dies.</summary>
internal static class DirectoryLock
{
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <exception cref="DataDirectoryException">Another process holds it, or it cannot be written.</exception>
    public static FileStream Take(string directory)
    {
        var path = Path.Combine(directory, "holdfast.lock");
        try
        {
            Directory.CreateDirectory(directory);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            file.Flush();
            return file;
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new DataDirectoryException(
                DataDirectoryProblem.Locked,
                directory,
                "another process has it open. Stop that one, or give this one a directory of its own.",
                error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new DataDirectoryException(
                DataDirectoryProblem.Unusable,
                directory,
                $"it cannot be written ({error.Message}). See to it that there is space, and that this user may write.",
                error);
        }
    }

    // A full disk and a read-only one are exceptions of the same type.
    private static bool IsTaken(IOException error) =>
        error.HResult is WouldBlock or WouldBlockOnMac or SharingViolation;
}
