using System.Diagnostics;
using Google.Protobuf.Collections;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Reads the commands that start other invocations, or ask for their results.</summary>
internal static class InvokingReading
{
    public static Command Read(Frame frame) => frame.Type switch
    {
        MessageType.CallCommand => Call(frame.Parse(CallCommandMessage.Parser)),
        MessageType.OneWayCallCommand => OneWayCall(frame.Parse(OneWayCallCommandMessage.Parser)),
        MessageType.AttachInvocationCommand => Attach(frame, frame.Parse(InvocationResultCommandMessage.Parser)),
        MessageType.GetInvocationOutputCommand => Output(frame, frame.Parse(InvocationResultCommandMessage.Parser)),
        _ => throw new UnreachableException(frame.Type.Text()),
    };

    private static CallCommand Call(CallCommandMessage message) =>
        new(
            new(message.ServiceName, message.HandlerName, Texts.NullIfEmpty(message.Key)),
            message.Parameter.Memory,
            Options(message.Headers, message.IdempotencyKey, message.Scope, message.LimitKey),
            message.InvocationIdNotificationIdx,
            message.ResultCompletionId,
            Texts.NullIfEmpty(message.Name));

    private static OneWayCallCommand OneWayCall(OneWayCallCommandMessage message) =>
        new(
            new(message.ServiceName, message.HandlerName, Texts.NullIfEmpty(message.Key)),
            message.Parameter.Memory,
            Options(message.Headers, message.IdempotencyKey, message.Scope, message.LimitKey),
            message.InvokeTime == 0 ? null : Times.Time(message.InvokeTime),
            message.InvocationIdNotificationIdx,
            Texts.NullIfEmpty(message.Name));

    private static CallOptions Options(
        RepeatedField<Header> headers, string idempotencyKey, string scope, string limitKey) =>
        headers.Count + idempotencyKey.Length + scope.Length + limitKey.Length == 0
            ? CallOptions.None
            : new()
            {
                Headers = headers.Count == 0 ? null : Headers.Of(headers),
                IdempotencyKey = Texts.NullIfEmpty(idempotencyKey),
                Scope = Texts.NullIfEmpty(scope),
                LimitKey = Texts.NullIfEmpty(limitKey),
            };

    private static AttachInvocationCommand Attach(Frame frame, InvocationResultCommandMessage message) =>
        new(Target(frame, message), message.ResultCompletionId);

    private static GetInvocationOutputCommand Output(Frame frame, InvocationResultCommandMessage message) =>
        new(Target(frame, message), message.ResultCompletionId);

    private static InvocationTarget Target(Frame frame, InvocationResultCommandMessage message) =>
        message.TargetCase switch
        {
            InvocationResultCommandMessage.TargetOneofCase.InvocationId =>
                new InvocationTarget.ById(message.InvocationId),
            InvocationResultCommandMessage.TargetOneofCase.IdempotentRequestTarget =>
                Target(message.IdempotentRequestTarget),
            InvocationResultCommandMessage.TargetOneofCase.WorkflowTarget => Target(message.WorkflowTarget),
            _ => throw frame.Lacks("target"),
        };

    private static InvocationTarget.ByIdempotencyKey Target(IdempotentRequestTarget target) =>
        new(
            new(target.ServiceName, target.HandlerName, target.HasServiceKey ? target.ServiceKey : null),
            target.IdempotencyKey,
            Texts.NullIfEmpty(target.Scope));

    private static InvocationTarget.ByWorkflow Target(WorkflowTarget target) =>
        new(target.WorkflowName, target.WorkflowKey, Texts.NullIfEmpty(target.Scope));
}
