using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>
/// The commands that start other invocations, or ask for their results, as messages. Scopes and limit keys are written
/// since V7 only; before, the machine has refused them (573).
/// </summary>
internal sealed class InvokingMessages(ProtocolVersion version)
{
    private readonly bool _hasScopes = version >= ProtocolVersion.V7;

    public CallCommandMessage Call(CallCommand call)
    {
        var message = new CallCommandMessage
        {
            ServiceName = call.Target.Service,
            HandlerName = call.Target.Handler,
            Key = call.Target.Key ?? "",
            Parameter = Results.ToBytes(call.Parameter),
            InvocationIdNotificationIdx = call.InvocationIdCompletionId,
            ResultCompletionId = call.CompletionId,
            Name = call.Name ?? "",
        };
        Headers.Write(call.Options.Headers, message.Headers);
        if (call.Options.IdempotencyKey is { } idempotencyKey)
            message.IdempotencyKey = idempotencyKey;
        if (_hasScopes && call.Options.Scope is { } scope)
            message.Scope = scope;
        if (_hasScopes && call.Options.LimitKey is { } limitKey)
            message.LimitKey = limitKey;
        return message;
    }

    public OneWayCallCommandMessage OneWayCall(OneWayCallCommand send)
    {
        var message = new OneWayCallCommandMessage
        {
            ServiceName = send.Target.Service,
            HandlerName = send.Target.Handler,
            Key = send.Target.Key ?? "",
            Parameter = Results.ToBytes(send.Parameter),
            InvokeTime = send.InvokeTime is { } time ? Times.Milliseconds(time) : 0,
            InvocationIdNotificationIdx = send.InvocationIdCompletionId,
            Name = send.Name ?? "",
        };
        Headers.Write(send.Options.Headers, message.Headers);
        if (send.Options.IdempotencyKey is { } idempotencyKey)
            message.IdempotencyKey = idempotencyKey;
        if (_hasScopes && send.Options.Scope is { } scope)
            message.Scope = scope;
        if (_hasScopes && send.Options.LimitKey is { } limitKey)
            message.LimitKey = limitKey;
        return message;
    }

    public InvocationResultCommandMessage ResultOf(InvocationTarget invocation, uint completionId)
    {
        var message = new InvocationResultCommandMessage { ResultCompletionId = completionId };
        switch (invocation)
        {
            case InvocationTarget.ById target:
                message.InvocationId = target.InvocationId;
                break;
            case InvocationTarget.ByIdempotencyKey target:
                message.IdempotentRequestTarget = Target(target);
                break;
            case InvocationTarget.ByWorkflow target:
                message.WorkflowTarget = Target(target);
                break;
            default:
                throw new UnreachableException(invocation.GetType().Name);
        }

        return message;
    }

    private IdempotentRequestTarget Target(InvocationTarget.ByIdempotencyKey target)
    {
        var message = new IdempotentRequestTarget
        {
            ServiceName = target.Target.Service,
            HandlerName = target.Target.Handler,
            IdempotencyKey = target.IdempotencyKey,
        };
        if (target.Target.Key is { } key)
            message.ServiceKey = key;
        if (_hasScopes && target.Scope is { } scope)
            message.Scope = scope;
        return message;
    }

    private WorkflowTarget Target(InvocationTarget.ByWorkflow target)
    {
        var message = new WorkflowTarget { WorkflowName = target.Workflow, WorkflowKey = target.Key };
        if (_hasScopes && target.Scope is { } scope)
            message.Scope = scope;
        return message;
    }
}
