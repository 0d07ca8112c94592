using System.Runtime.CompilerServices;
using Holdfast.Engine;
using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>
/// Runs handler code, and is the only asynchronous code around the machine: run to the next await, show notifications
/// until something that is awaited is done, and wait for the engine when nothing is.
/// </summary>
internal sealed class HandlerPump
{
    private readonly InvocationMachine _machine;
    private readonly IInvocationChannel _channel;
    private readonly HandlerFlow _flow;
    private readonly RunExecutor _runs;
    private readonly AttemptEvents _events;
    private ValueTaskAwaiter<EngineMessage?>? _receiving;
    private bool _isWatching;
    private bool _inputClosed;
    private (int Parked, bool Executing) _reported = (-1, false);

    public HandlerPump(
        InvocationMachine machine,
        IInvocationChannel channel,
        HandlerFlow flow,
        RunExecutor runs,
        AttemptEvents events) =>
        (_machine, _channel, _flow, _runs, _events) = (machine, channel, flow, runs, events);

    /// <summary>Does the engine's next message have a reader, although the attempt may be over?</summary>
    public bool IsReceiving => _receiving is { IsCompleted: false };

    /// <summary>Returns when the last message was sent.</summary>
    /// <param name="handler">Starts the handler.</param>
    /// <param name="attemptEnd">Drops the attempt.</param>
    public async Task RunAsync(Func<Task<ReadOnlyMemory<byte>>> handler, CancellationToken attemptEnd)
    {
        if (_machine.Error is null)
            _flow.Start(handler);
        while (!Decide())
        {
            if (ShowUntilReady())
            {
                _flow.ResumeReady();
                continue;
            }

            _machine.CheckMayWait();
            if (_machine.Error is not null)
                continue;
            var toStart = _runs.AnyToStart();
            var executing = toStart || _runs.Executing > 0;
            if (_inputClosed && !executing)
            {
                _machine.Suspend(AwaitTrees.OfParked(_flow.Parked));
                break;
            }

            ReportAwaiting(executing);
            await FlushAsync(attemptEnd);
            if (toStart)
                _runs.StartPending(attemptEnd);
            await WaitAsync(attemptEnd);
        }

        await FlushAsync(attemptEnd);
    }

    /// <summary>True: the attempt is over, its last message is in the outbox.</summary>
    private bool Decide()
    {
        TakeEvents();
        if (_machine.Error is not null)
            return true;
        if (_flow.HasEscaped)
            _machine.Fail(_machine.Errors.EscapedEnd());
        if (_flow.IsDone)
        {
            HandlerEnd.Tell(_machine, _flow.Handler);
            return true;
        }

        if (_flow.Parked.Count == 0)
            _machine.Fail(_machine.Errors.NotDurable());
        return _machine.Error is not null;
    }

    /// <summary>Shows notifications, one at a time, until an awaiter can be resumed. False: more are needed.</summary>
    private bool ShowUntilReady()
    {
        while (true)
        {
            switch (_machine.ShowNext())
            {
                case Shown.Nothing:
                    return false;
                case Shown.Cancellation:
                    _flow.CancelParked();
                    return true;
                case Shown.Notification when _flow.TakeReady():
                    return true;
            }
        }
    }

    private void ReportAwaiting(bool executing)
    {
        if (_inputClosed || _reported == (_flow.ParkedVersion, executing))
            return;
        _reported = (_flow.ParkedVersion, executing);
        _machine.ReportAwaiting(_machine.WakeUpOn(AwaitTrees.OfParked(_flow.Parked)), executing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync(CancellationToken attemptEnd)
    {
        var messages = _machine.Drain();
        if (messages.Count > 0)
            await _channel.SendAsync(messages, attemptEnd);
    }

    /// <summary>Waits for a message of the engine, the end of a run, or the discovery of misbehaviour.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAsync(CancellationToken attemptEnd)
    {
        if (!_inputClosed && _receiving is null)
        {
#pragma warning disable CA2012 // It is consumed once; its awaiter is kept until it is completed.
            var receiving = _channel.ReceiveAsync(attemptEnd).GetAwaiter();
#pragma warning restore CA2012
            if (receiving.IsCompleted)
            {
                Take(receiving.GetResult());
                return;
            }

            receiving.UnsafeOnCompleted(_events.Ring);
            _receiving = receiving;
        }

        if (!_isWatching)
        {
            _isWatching = true;
            _flow.Handler.GetAwaiter().UnsafeOnCompleted(_events.Ring);
            attemptEnd.UnsafeRegister(static ring => ((Action)ring!)(), _events.Ring);
        }

        await _events.WaitAsync();
        if (_receiving is { IsCompleted: true } received)
        {
            _receiving = null;
            Take(received.GetResult());
        }

        attemptEnd.ThrowIfCancellationRequested();
    }

    private void Take(EngineMessage? message)
    {
        if (message is null)
            _inputClosed = true;
        else
            _machine.Receive(message);
    }

    private void TakeEvents()
    {
        while (_events.TryTake(out var happened))
        {
            if (happened is PumpEvent.RunEnded run)
                _runs.Complete(run);
            else if (happened is PumpEvent.Escaped escaped)
                _machine.Fail(escaped.Error);
        }
    }
}
