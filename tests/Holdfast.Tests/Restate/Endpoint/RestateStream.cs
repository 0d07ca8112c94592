using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>One attempt as Restate Server sees it: frames out, frames in, both at the same time.</summary>
internal sealed class RestateStream : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    private readonly Pipe _request;
    private readonly HttpResponseMessage _response;
    private readonly PipeReader _answers;

    private RestateStream(Pipe request, HttpResponseMessage response, Stream answers)
    {
        _request = request;
        _response = response;
        _answers = PipeReader.Create(answers);
    }

    public HttpResponseMessage Response => _response;

    /// <summary>Sends the headers and waits for the response's, which come before anything was sent.</summary>
    public static async Task<RestateStream> OpenAsync(
        RestateHost host, int version = 6, string path = "/invoke/Checkout/pay", params Frame[] frames)
    {
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        foreach (var frame in frames)
            await body.Writer.WriteAsync(frame.ToArray());
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = host.Client.DefaultRequestVersion,
            VersionPolicy = host.Client.DefaultVersionPolicy,
            Content = new LiveContent(body.Reader),
        };
        request.Content.Headers.ContentType =
            MediaTypeHeaderValue.Parse($"application/vnd.restate.invocation.v{version}");
        request.Headers.Add("x-restate-invocation-id", Frame.InvocationId);
        if (host.Client.DefaultRequestVersion == HttpVersion.Version11)
            await body.Writer.CompleteAsync();
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)
            .WaitAsync(_deadline);
        return new(body, response, await response.Content.ReadAsStreamAsync());
    }

    public Task SendAsync(params Frame[] frames) => SendAsync([.. frames.SelectMany(frame => frame.ToArray())]);

    public async Task SendAsync(byte[] bytes) => await _request.Writer.WriteAsync(bytes);

    public async Task CloseInputAsync() => await _request.Writer.CompleteAsync();

    /// <summary>The next frame that is no report of what is awaited; null at the end of the response.</summary>
    public async Task<Frame?> ReadAsync()
    {
        while (true)
        {
            var frame = await ReadAnyAsync().WaitAsync(_deadline);
            if (frame?.Type != Frame.AwaitingOnType)
                return frame;
        }
    }

    /// <summary>Types of all frames to the end, and the last. Then the input is closed, as the server does.</summary>
    public async Task<(List<ushort> Types, Frame Last)> ReadToEndAsync()
    {
        var types = new List<ushort>();
        Frame? last = null;
        while (await ReadAsync() is { } frame)
        {
            types.Add(frame.Type);
            last = frame;
        }

        await CloseInputAsync();
        return (types, last ?? throw new InvalidOperationException("The response has no frames."));
    }

    /// <summary>The error that ends the response.</summary>
    public async Task<Frame> ReadErrorAsync()
    {
        var (types, last) = await ReadToEndAsync();
        Assert.Equal(Frame.ErrorType, types[^1]);
        return last;
    }

    /// <summary>Breaks the stream off, in both directions.</summary>
    public async Task BreakOffAsync()
    {
        _response.Dispose();
        await _request.Writer.CompleteAsync(new IOException("broken off"));
    }

    public async ValueTask DisposeAsync()
    {
        await _request.Writer.CompleteAsync();
        _response.Dispose();
    }

    private async Task<Frame?> ReadAnyAsync()
    {
        var head = await ReadExactlyAsync(8);
        if (head is null)
            return null;
        var header = BinaryPrimitives.ReadUInt64BigEndian(head);
        var body = await ReadExactlyAsync((int)(uint)header);
        return new((ushort)(header >> 48), body ?? throw new EndOfStreamException("A frame has no body."));
    }

    private async Task<byte[]?> ReadExactlyAsync(int length)
    {
        if (length == 0)
            return [];
        var read = await _answers.ReadAtLeastAsync(length);
        if (read.Buffer.IsEmpty)
            return null;
        var bytes = read.Buffer.Slice(0, length).ToArray();
        _answers.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }

    /// <summary>A request body that is sent as it is written.</summary>
    private sealed class LiveContent(PipeReader body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            while (true)
            {
                var read = await body.ReadAsync();
                foreach (var segment in read.Buffer)
                    await stream.WriteAsync(segment);
                await stream.FlushAsync();
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
