namespace Holdfast.Embedded.Storage;

/// <summary>Holds a data directory for one process, until it is disposed or the process dies.</summary>
internal static class DirectoryLock
{
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
        catch (Exception error)
            when (error is UnauthorizedAccessException or DirectoryNotFoundException or PathTooLongException)
        {
            throw new DataDirectoryException(DataDirectoryProblem.Unusable, directory, error.Message, error);
        }
        catch (IOException error)
        {
            throw File.Exists(path)
                ? new DataDirectoryException(
                    DataDirectoryProblem.Locked,
                    directory,
                    "another process has it open. Stop that one, or give this one a directory of its own.",
                    error)
                : new DataDirectoryException(DataDirectoryProblem.Unusable, directory, error.Message, error);
        }
    }
}
