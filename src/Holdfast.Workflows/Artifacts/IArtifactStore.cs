namespace Holdfast.Workflows;

/// <summary>
/// Where images are kept. Journals hold references only. Writes are atomic (a reader sees all or nothing), survive a
/// power cut once they return, and are idempotent: a repeated write replaces.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Writes the whole artifact.</summary>
    Task WriteAsync(ArtifactReference artifact, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads the whole artifact.</summary>
    /// <exception cref="TerminalException">There is none (404).</exception>
    Task<byte[]> ReadAsync(ArtifactReference artifact, CancellationToken cancellationToken);

    /// <summary>Opens the artifact as a stream that can seek; null when there is none.</summary>
    Task<Stream?> OpenReadAsync(ArtifactReference artifact, CancellationToken cancellationToken);
}
