using System.Collections.Frozen;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Effects on other invocations: calls, signals, awakeables, attachments.</summary>
internal sealed class InvokingEffects(
    Scheduler scheduler, Residents residents, Topics topics, Acceptance acceptance, Cancellation cancellation)
{
    private static readonly FrozenDictionary<string, string> _noHeaders = FrozenDictionary<string, string>.Empty;

    public void Carry(Invocation invocation, Command command)
    {
        switch (command)
        {
            case CallCommand call:
                Call(invocation, call);
                break;
            case OneWayCallCommand send:
                Send(invocation, send);
                break;
            case SendSignalCommand { Signal: var signal } send when signal == NotificationId.Cancel:
                if (residents.Find(send.InvocationId) is { } cancelled)
                    cancellation.Cancel(cancelled);
                break;
            case SendSignalCommand send:
                if (residents.Find(send.InvocationId) is { IsCompleted: false } signalled)
                    scheduler.Deliver(signalled, send.Signal, send.Result);
                break;
            case CompleteAwakeableCommand complete:
                CompleteAwakeable(complete.AwakeableId, complete.Result);
                break;
            case AttachInvocationCommand attach:
                Attach(invocation, attach);
                break;
            case GetInvocationOutputCommand output:
                var target = residents.Find(output.Invocation);
                scheduler.Answer(
                    invocation,
                    output.CompletionId,
                    target is null ? NotFound() : target.Result ?? EntryResult.Nothing);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(command.GetType().Name);
        }
    }

    /// <summary>Delivers the value of an awakeable; false when its invocation is unknown.</summary>
    public bool CompleteAwakeable(string awakeableId, EntryResult result)
    {
        if (!AwakeableId.TryParse(awakeableId, out var invocationId, out var signal)
            || residents.Find(invocationId) is not { } waiting)
        {
            return false;
        }

        if (!waiting.IsCompleted)
            scheduler.Deliver(waiting, NotificationId.Signal(signal), result);
        return true;
    }

    /// <summary>
    /// Why a send to this target cannot be accepted now; null when it can. Sends have no result to put it in.
    /// </summary>
    public AttemptError? WhyNot(Target target)
    {
        try
        {
            acceptance.Resolve(target);
            return null;
        }
        catch (TerminalException error)
        {
            return new AttemptError(error.Code, $"Cannot send to {target}: {error.Message}")
            {
                CommandType = typeof(OneWayCallCommand),
            };
        }
    }

    private void Call(Invocation invocation, CallCommand call)
    {
        HandlerDefinition handler;
        try
        {
            handler = acceptance.Resolve(call.Target);
        }
        catch (TerminalException error)
        {
            scheduler.Answer(
                invocation, call.InvocationIdCompletionId, new EntryResult.InvocationIdResult(invocation.IdText));
            scheduler.Answer(invocation, call.CompletionId, new EntryResult.Failure(error.Code, error.Message));
            return;
        }

        var caller = new Waiter(invocation.Number, call.CompletionId);
        var earlier = acceptance.FindEarlier(call.Target, handler, call.Options.IdempotencyKey);
        var started = earlier ?? acceptance.Accept(
            call.Target,
            handler,
            new InputCommand(call.Parameter, call.Options.Headers ?? _noHeaders),
            new(call.Options.IdempotencyKey, DueAt: null, caller, invocation.IsBacklog));
        scheduler.Answer(invocation, call.InvocationIdCompletionId, new EntryResult.InvocationIdResult(started.IdText));
        if (earlier is null)
            return;
        if (handler.Kind == HandlerKind.Run)
            scheduler.Answer(invocation, call.CompletionId, AlreadyInvoked(call.Target));
        else if (earlier.Result is { } result)
            scheduler.Answer(invocation, call.CompletionId, result);
        else
            topics.AddToEnd(earlier, caller);
    }

    private void Send(Invocation invocation, OneWayCallCommand send)
    {
        var handler = acceptance.Resolve(send.Target);
        var started = acceptance.FindEarlier(send.Target, handler, send.Options.IdempotencyKey) ?? acceptance.Accept(
            send.Target,
            handler,
            new InputCommand(send.Parameter, send.Options.Headers ?? _noHeaders),
            new(send.Options.IdempotencyKey, send.InvokeTime, IsBacklog: invocation.IsBacklog));
        scheduler.Answer(invocation, send.InvocationIdCompletionId, new EntryResult.InvocationIdResult(started.IdText));
    }

    private void Attach(Invocation invocation, AttachInvocationCommand attach)
    {
        if (residents.Find(attach.Invocation) is not { } target)
            scheduler.Answer(invocation, attach.CompletionId, NotFound());
        else if (target.Result is { } result)
            scheduler.Answer(invocation, attach.CompletionId, result);
        else
            topics.AddToEnd(target, new(invocation.Number, attach.CompletionId));
    }

    private static EntryResult.Failure NotFound() => new(ErrorCode.NotFound, "invocation not found");

    private static EntryResult.Failure AlreadyInvoked(Target target) =>
        new(ErrorCode.Conflict, $"the workflow {target.Service}/{target.Key} was invoked already");
}
