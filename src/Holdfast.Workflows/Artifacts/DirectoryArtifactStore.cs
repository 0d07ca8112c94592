namespace Holdfast.Workflows;

/// <summary>Keeps artifacts as files below one directory. Several processes may use the same directory.</summary>
public sealed class DirectoryArtifactStore : IArtifactStore
{
    // No reference starts with a dot, so no artifact can have such a name.
    private const string TemporaryPrefix = ".tmp-";

    // Far longer than a write takes: younger ones may be writes of another process.
    private static readonly TimeSpan _leftoverAge = TimeSpan.FromHours(1);

    private readonly string _root;

    private DirectoryArtifactStore(string root) => _root = root;

    /// <summary>
    /// Opens the store; creates the directory, and removes what writes cut off by a crash left behind an hour ago or
    /// longer.
    /// </summary>
    /// <param name="directory">Made if it is not there.</param>
    /// <param name="time">Tells the age of what was left behind; null: the system's time.</param>
    /// <exception cref="IOException">The directory cannot be made or read.</exception>
    public static DirectoryArtifactStore Open(string directory, TimeProvider? time = null)
    {
        var root = Path.GetFullPath(directory);
        Directory.CreateDirectory(root);
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        var latest = (time ?? TimeProvider.System).GetUtcNow().UtcDateTime - _leftoverAge;
        foreach (var temporary in Directory.EnumerateFiles(root, TemporaryPrefix + "*", all))
        {
            if (File.GetLastWriteTimeUtc(temporary) <= latest)
                File.Delete(temporary);
        }

        return new(root);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">
    /// It could not be written; try again. The message says if the disk is full.
    /// </exception>
    public async Task WriteAsync(
        ArtifactReference artifact, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(artifact);
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            DurableDirectory.Create(directory);
            await WriteFileAsync(temporary, content, cancellationToken);
            File.Move(temporary, path, overwrite: true);
            DurableDirectory.Flush(directory);
        }
        catch (IOException error) when (DiskFull.IsCauseOf(error))
        {
            throw DiskFull.Explain(artifact, content.Length, _root, error);
        }
        finally
        {
            // Gone when it was renamed; left when something failed.
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(ArtifactReference artifact, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(artifact), cancellationToken);
        }
        catch (IOException error) when (IsMissing(error))
        {
            throw new TerminalException($"There is no artifact '{artifact}'", ErrorCode.NotFound);
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(ArtifactReference artifact, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(artifact);
        if (!File.Exists(path))
            return Task.FromResult<Stream?>(null);
        try
        {
            return Task.FromResult<Stream?>(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }));
        }
        catch (IOException error) when (IsMissing(error))
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    private static async Task WriteFileAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous, content.Length);
        await RandomAccess.WriteAsync(file, content, fileOffset: 0, cancellationToken);
        RandomAccess.FlushToDisk(file);
    }

    // References can be made without Parse, so they are checked again here, where it counts.
    private string PathOf(ArtifactReference artifact)
    {
        var path = _root;
        foreach (var segment in ArtifactReference.Parse(artifact.Path).Path.Split('/'))
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path) is { LinkTarget: not null })
            {
                throw new TerminalException(
                    $"The artifact '{artifact}' leads over a symbolic link ('{segment}'), which is not followed",
                    ErrorCode.BadRequest);
            }
        }

        return path;
    }

    private static bool IsMissing(IOException error) => error is FileNotFoundException or DirectoryNotFoundException;
}
