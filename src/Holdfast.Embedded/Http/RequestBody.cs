using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Embedded.Http;

/// <summary>Reads a request's body once, into memory of its own: the journal keeps it.</summary>
internal static class RequestBody
{
    // A content length is only a claim: memory for more than this is taken as the bytes arrive.
    private const int TrustedLength = 1024 * 1024;

    /// <exception cref="IngressException">413: longer than the limit.</exception>
    public static ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        HttpContext context, long limit, CancellationToken cancellationToken)
    {
        var length = context.Request.ContentLength;
        if (length == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return new(ReadOnlyMemory<byte>.Empty);
        if (length > limit)
            throw TooLarge(limit);

        // The limit of this endpoint counts, not the one of the server.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        return length <= TrustedLength
            ? ReadKnownAsync(context.Request, (int)length.Value, cancellationToken)
            : ReadGrowingAsync(context.Request, limit, cancellationToken);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadKnownAsync(
        HttpRequest request, int length, CancellationToken cancellationToken)
    {
        var body = GC.AllocateUninitializedArray<byte>(length);
        for (var filled = 0; ;)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            buffer.CopyTo(body.AsSpan(filled));
            filled += (int)buffer.Length;
            request.BodyReader.AdvanceTo(buffer.End);
            if (read.IsCompleted || filled == length)
                return body.AsMemory(0, filled);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadGrowingAsync(
        HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
                body.Write(part.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.WrittenCount > limit)
                throw TooLarge(limit);
            if (read.IsCompleted)
                return body.WrittenSpan.ToArray();
        }
    }

    private static IngressException TooLarge(long limit) => new(
        413,
        $"cannot read body: it is larger than {limit} bytes. Send less (a reference instead of the content), "
        + "or raise the limit: MapHoldfast(maxRequestBodySize: …)");
}
