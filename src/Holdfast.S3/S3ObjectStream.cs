using Amazon.S3.Model;

namespace Holdfast.S3;

/// <summary>
/// Reads one version of an object, as it comes from the network: nothing is kept in memory or on disk. Seeking is
/// another request, made when the next byte is read.
/// </summary>
/// <param name="whole">The answer to a request for the whole object.</param>
/// <param name="getAsync">Asks for the object from a position on; null when it is gone.</param>
internal sealed class S3ObjectStream(
    GetObjectResponse whole, Func<long, CancellationToken, Task<GetObjectResponse?>> getAsync) : Stream
{
    private readonly string _version = whole.ETag;
    private GetObjectResponse? _response = whole;
    private long _responsePosition;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = whole.ContentLength;

    public override long Position { get; set; }

    /// <exception cref="IOException">
    /// The object was replaced or removed since it was opened, or the storage failed.
    /// </exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length || buffer.IsEmpty)
            return 0;

        var response = await ResponseAtPositionAsync(cancellationToken);
        var read = await response.ResponseStream.ReadAsync(buffer, cancellationToken);
        if (read == 0)
            throw new EndOfStreamException($"The storage sent {Position} of {Length} bytes of '{response.Key}'.");
        Position += read;
        _responsePosition = Position;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Objects come from the network: use ReadAsync.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _response?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<GetObjectResponse> ResponseAtPositionAsync(CancellationToken cancellationToken)
    {
        if (_response is { } current && _responsePosition == Position)
            return current;

        _response?.Dispose();
        _response = await getAsync(Position, cancellationToken);
        _responsePosition = Position;
        // Compared here, not with If-Match: not every server knows that.
        return _response?.ETag == _version
            ? _response!
            : throw new IOException("The artifact was replaced or removed while it was read: read it again.");
    }
}
