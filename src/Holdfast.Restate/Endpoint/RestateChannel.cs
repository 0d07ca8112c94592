using System.IO.Pipelines;
using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Restate.Endpoint;

/// <summary>An attempt's channel to Restate Server: the body of a request in, the body of its response out.</summary>
/// <param name="context">The request.</param>
/// <param name="version">The protocol version that it is in.</param>
/// <param name="maxMessageBytes">Longer messages are refused.</param>
/// <param name="suspend">When this fires the input counts as closed.</param>
internal sealed class RestateChannel(
    HttpContext context, ProtocolVersion version, int maxMessageBytes, CancellationToken suspend)
    : IInvocationChannel, IAsyncDisposable
{
    // What a long batch of messages may occupy before the server has to take it.
    private const long MaxUnflushedBytes = 1024 * 1024;

    private static readonly TimeSpan _serverEndsWithin = TimeSpan.FromSeconds(5);

    private readonly MessageReader _reader = new(context.Request.BodyReader, version, maxMessageBytes);
    private readonly PipeWriter _output = context.Response.BodyWriter;
    private readonly MessageWriter _writer = new(context.Response.BodyWriter, version);
    private CancellationTokenSource? _reading;
    private Task? _receiving;
    private bool _wasCancelled;

    /// <summary>The error that the attempt ended with, if it did.</summary>
    public AttemptError? Failure { get; private set; }

    /// <exception cref="ProtocolException">The server sent something else, or not all of it.</exception>
    public async Task<AttemptStart> ReadStartAsync(CancellationToken cancellationToken)
    {
        var start = await _reader.ReadStartAsync(cancellationToken);
        _wasCancelled = start.Journal.Any(static entry => entry is Notification notification && IsCancel(notification));
        return start;
    }

    /// <exception cref="IOException">The server closed the stream.</exception>
    public async ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is AttemptMessage.Fail fail)
                Failure = fail.Error;
            _writer.Write(_wasCancelled ? WithoutCancellation(messages[i]) : messages[i]);
            if (_output.UnflushedBytes > MaxUnflushedBytes)
                await FlushAsync(cancellationToken);
        }

        // Before V7 some messages are none on the wire.
        if (_output.UnflushedBytes > 0)
            await FlushAsync(cancellationToken);
    }

    /// <exception cref="ProtocolException">The server sent what is no message.</exception>
    public ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        // An attempt passes the same token each time.
        _reading ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, suspend);
        var receiving = ReadAsync(_reading.Token, cancellationToken);
        if (receiving.IsCompleted)
            return receiving;
        var pending = receiving.AsTask();
        _receiving = pending;
        return new(pending);
    }

    /// <summary>
    /// Ends the response, and waits for the end of the request, with which the server answers at once. If the endpoint
    /// left first, Kestrel would reset the stream, keep it for five seconds, and look at all that it keeps whenever a
    /// frame arrives: 4,000 of them took a fifth of the processor time.
    /// </summary>
    public async Task EndAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await StopReceivingAsync();
        await context.Response.CompleteAsync();
        using var patience = new CancellationTokenSource(_serverEndsWithin, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _reader.SkipToEndAsync(waiting.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // All has been said; what becomes of the stream matters to nobody.
        }
    }

    /// <summary>
    /// Waits until nothing reads the request any more; it must not be touched when it has been answered.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await StopReceivingAsync();
        _reading?.Dispose();
    }

    private async ValueTask StopReceivingAsync()
    {
        if (_receiving is not { IsCompleted: false } pending)
            return;
        await _reading!.CancelAsync();
        await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async ValueTask<EngineMessage?> ReadAsync(CancellationToken reading, CancellationToken attemptEnd)
    {
        try
        {
            var message = await _reader.ReadAsync(reading);
            _wasCancelled |= message is EngineMessage.Notify notify && IsCancel(notify.Notification);
            return message;
        }
        catch (OperationCanceledException) when (suspend.IsCancellationRequested && !attemptEnd.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsCancel(Notification notification) => notification.Id == NotificationId.Cancel;

    /// <summary>
    /// The server resumes at once what waits for something that it has notified before. A handler that goes on after
    /// its cancellation would be resumed for ever.
    /// </summary>
    private static AttemptMessage WithoutCancellation(AttemptMessage message) => message switch
    {
        AttemptMessage.Suspend suspend => suspend with { Tree = WithoutCancellation(suspend.Tree) },
        AttemptMessage.AwaitingOn awaiting => awaiting with { Tree = WithoutCancellation(awaiting.Tree) },
        _ => message,
    };

    private static AwaitTree WithoutCancellation(AwaitTree tree) => tree is AwaitTree.Node
    {
        Combinator: Combinator.FirstCompleted,
        Children: [var awaited, AwaitTree.Leaf { Id: var id }],
    } && id == NotificationId.Cancel
        ? awaited
        : tree;

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = await _output.FlushAsync(cancellationToken);
        if (flushed.IsCompleted || flushed.IsCanceled)
            throw new IOException("The server closed the stream.");
    }
}
