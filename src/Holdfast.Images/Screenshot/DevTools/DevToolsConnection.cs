using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;

namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>
/// The browser's end of the protocol: JSON messages, each ended by a zero byte, both ways. Commands are written without
/// waiting for the answers to those before them; what the browser says is handled in its order, one after the other.
/// </summary>
internal sealed class DevToolsConnection : IAsyncDisposable
{
    private const byte End = 0;
    private const int ReadSize = 64 * 1024;

    private readonly Stream _toBrowser;
    private readonly Stream _fromBrowser;

    // Writers never wait for the browser, which may hang: who sent something waits for the answer, and not for ever.
    private readonly Pipe _outbox = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<int, PendingAnswer> _pending = new();
    private readonly ConcurrentDictionary<string, DevToolsSession> _sessions = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Task _sending;
    private readonly Task _receiving;
    private int _lastId;

    private DevToolsConnection(Stream toBrowser, Stream fromBrowser)
    {
        (_toBrowser, _fromBrowser) = (toBrowser, fromBrowser);
        Browser = new(this, null);
        _sending = SendAllAsync();
        _receiving = ReceiveAllAsync();
    }

    /// <summary>The session of the browser as a whole.</summary>
    public DevToolsSession Browser { get; }

    /// <summary>Signalled when the browser is gone.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Begins to talk; owns both streams from now on.</summary>
    public static DevToolsConnection Open(Stream toBrowser, Stream fromBrowser) => new(toBrowser, fromBrowser);

    /// <summary>A session with a page of its own.</summary>
    public async Task<DevToolsSession> AttachAsync(string targetId)
    {
        var attached = await Browser.SendAsync(new AttachToTarget(targetId));
        return _sessions.TryGetValue(attached.SessionId, out var session)
            ? session
            : throw new DevToolsException("The page was gone as soon as it was there");
    }

    public async ValueTask DisposeAsync()
    {
        // The loops end, even if the browser hangs.
        await _disposing.CancelAsync();
        await _toBrowser.DisposeAsync();
        await _fromBrowser.DisposeAsync();
        await Task.WhenAll(_sending, _receiving);
    }

    internal Task<TAnswer> SendAsync<TAnswer>(DevToolsSession session, Command<TAnswer> command)
    {
        var pending = new PendingAnswer<TAnswer>(session, command.Method);
        var id = Interlocked.Increment(ref _lastId);
        _pending[id] = pending;
        Write(id, session, command);
        // Whoever ends a session or the connection has either seen this command, or is seen here.
        if (session.EndReason is { } reason && _pending.TryRemove(id, out _))
            pending.Fail(reason);
        return pending.Answer;
    }

    /// <summary>Nothing more comes from a session: nobody needs to wait for it.</summary>
    internal void Abandon(DevToolsSession session, string reason)
    {
        foreach (var (id, pending) in _pending)
        {
            if (pending.Session == session && _pending.TryRemove(id, out _))
                pending.Fail(reason);
        }
    }

    private void Write<TAnswer>(int id, DevToolsSession session, Command<TAnswer> command)
    {
        lock (_writing)
        {
            using (var json = new Utf8JsonWriter(_outbox.Writer))
            {
                json.WriteStartObject();
                json.WriteNumber("id"u8, id);
                json.WriteString("method"u8, command.Method);
                if (session.Id is not null)
                    json.WriteString("sessionId"u8, session.Id);
                json.WritePropertyName("params"u8);
                JsonSerializer.Serialize(json, command, command.GetType(), DevToolsJson.Default);
                json.WriteEndObject();
            }

            _outbox.Writer.Write([End]);
            // Done at once: there is no threshold.
            _ = _outbox.Writer.FlushAsync().AsTask();
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await _outbox.Reader.CopyToAsync(_toBrowser, _disposing.Token);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser is gone, which the other loop sees, or this is disposed of.
        }
        finally
        {
            await _outbox.Reader.CompleteAsync();
        }
    }

    private async Task ReceiveAllAsync()
    {
        var reason = "The browser has ended";
        var reader = PipeReader.Create(_fromBrowser, new(bufferSize: ReadSize, leaveOpen: true));
        try
        {
            await ReceiveAllAsync(reader);
        }
        catch (Exception error)
        {
            reason = $"The browser cannot be understood any more: {error.Message}";
        }
        finally
        {
            await reader.CompleteAsync();
            await EndAllAsync(reason);
        }
    }

    private async Task ReceiveAllAsync(PipeReader reader)
    {
        var searched = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(_disposing.Token);
            var rest = read.Buffer;
            while (rest.Slice(searched).PositionOf(End) is { } end)
            {
                Handle(DevToolsMessage.Parse(rest.Slice(0, end)));
                rest = rest.Slice(rest.GetPosition(1, end));
                searched = 0;
            }

            searched = rest.Length;
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                return;
        }
    }

    private void Handle(DevToolsMessage message)
    {
        if (message.Id is { } id)
        {
            if (_pending.TryRemove(id, out var pending))
                pending.Take(message);
        }
        else if (message.SessionId is null)
        {
            Handle(Browser, message);
        }
        else if (_sessions.TryGetValue(message.SessionId, out var session))
        {
            Handle(session, message);
        }
    }

    private void Handle(DevToolsSession session, DevToolsMessage message)
    {
        if (message.Method == AttachedToTarget.Method)
        {
            var attached = message.Read<AttachedToTarget>();
            var child = new DevToolsSession(this, attached.SessionId);
            _sessions[attached.SessionId] = child;
            session.OnAttached(child);
        }
        else if (message.Method == DetachedFromTarget.Method)
        {
            if (_sessions.TryRemove(message.Read<DetachedFromTarget>().SessionId, out var gone))
                gone.End("The page was closed");
        }
        else if (message.Method == TargetCrashed.Method)
        {
            session.End("The page crashed");
        }
        else
        {
            session.Raise(message);
        }
    }

    private async Task EndAllAsync(string reason)
    {
        Browser.End(reason);
        foreach (var session in _sessions.Values)
            session.End(reason);
        await _closed.CancelAsync();
    }
}
