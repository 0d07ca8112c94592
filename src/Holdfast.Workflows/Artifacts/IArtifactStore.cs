namespace Holdfast.Workflows;

/// <summary>
/// Where images are kept. Journals hold references only. Writes are atomic (a reader sees all or nothing), survive a power
/// cut once they return, and are idempotent: a repeated write replaces.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Writes the whole artifact.</summary>
    Task WriteAsync(ArtifactReference artifact, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads the whole artifact.</summary>
    /// <exception cref="TerminalException">There is none (404).</exception>
    Task<byte[]> ReadAsync(ArtifactReference artifact, CancellationToken cancellationToken);

    /// <summary>Opens the artifact for reading; null when there is none.</summary>
    Task<Stream?> OpenReadAsync(ArtifactReference artifact, CancellationToken cancellationToken);
}

/// <summary>Names one artifact of the store, such as <c>generated-images/{imgName}-0.png</c>. Never a path of the machine.</summary>
/// <param name="Path">Segments of letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, separated by <c>/</c>; none starts with a dot.</param>
public readonly record struct ArtifactReference(string Path)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
