using System.Net;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Workflows;

namespace Holdfast.S3;

/// <summary>
/// Keeps artifacts as objects of one bucket. An upload is one request, which S3 applies as a whole or not at all, and
/// acknowledges when it is durable: what <see cref="IArtifactStore"/> asks for.
/// </summary>
internal sealed class S3ArtifactStore(S3ArtifactOptions options) : IArtifactStore, IDisposable
{
    private readonly AmazonS3Client _client = S3Connection.Open(options);

    public async Task WriteAsync(
        ArtifactReference artifact, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var key = KeyOf(artifact);
        using var body = StreamOf(content);
        try
        {
            await _client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = options.Bucket,
                    Key = key,
                    InputStream = body,
                    // Signed as a whole: the signed chunks that the SDK prefers are unknown to some servers.
                    UseChunkEncoding = false,
                },
                cancellationToken);
        }
        catch (Exception error) when (S3Failure.IsOne(error))
        {
            throw S3Failure.Explain("write", artifact, options, error);
        }
    }

    public async Task<byte[]> ReadAsync(ArtifactReference artifact, CancellationToken cancellationToken)
    {
        await using var stream = await OpenReadAsync(artifact, cancellationToken)
            ?? throw new TerminalException($"There is no artifact '{artifact}'", ErrorCode.NotFound);
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    public async Task<Stream?> OpenReadAsync(ArtifactReference artifact, CancellationToken cancellationToken) =>
        await GetAsync(artifact, KeyOf(artifact), from: 0, cancellationToken) is { } whole
            ? new S3ObjectStream(
                whole, (from, cancellation) => GetAsync(artifact, KeyOf(artifact), from, cancellation))
            : null;

    public void Dispose() => _client.Dispose();

    /// <summary>Asks for an object from a position to its end; null when there is no such object.</summary>
    private async Task<GetObjectResponse?> GetAsync(
        ArtifactReference artifact, string key, long from, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = options.Bucket,
                    Key = key,
                    ByteRange = from == 0 ? null : new ByteRange($"bytes={from}-"),
                },
                cancellationToken);
        }
        catch (AmazonS3Exception error)
            when (error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != S3Failure.NoSuchBucket)
        {
            return null;
        }
        catch (Exception error) when (S3Failure.IsOne(error))
        {
            throw S3Failure.Explain("read", artifact, options, error);
        }
    }

    // A view where the memory is an array, as it always is in practice.
    private static MemoryStream StreamOf(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(content.ToArray(), writable: false);

    // References can be made without Parse, so they are checked again here, where it counts.
    private string KeyOf(ArtifactReference artifact) =>
        options.Prefix + ArtifactReference.Parse(artifact.Path).Path;
}
