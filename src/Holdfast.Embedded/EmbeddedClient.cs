using Holdfast.Engine;

namespace Holdfast.Embedded;

/// <summary>Invokes handlers of this process without HTTP.</summary>
internal sealed class EmbeddedClient(IInvocationEngine engine, Serdes serdes) : IHoldfastClient
{
    public Serdes Serdes { get; } = serdes;

    public async Task<ReadOnlyMemory<byte>> CallAsync(
        Target target, ReadOnlyMemory<byte> body, CallOptions options, CancellationToken cancellationToken)
    {
        var submission = SubmissionOf(target, body, null, options) with { AwaitsEnd = true };
        var receipt = await engine.SubmitAsync(submission, cancellationToken);
        return await AttachAsync(new InvocationTarget.ById(receipt.InvocationId), cancellationToken);
    }

    public async Task<SendReceipt> SendAsync(
        Target target,
        ReadOnlyMemory<byte> body,
        TimeSpan? delay,
        CallOptions options,
        CancellationToken cancellationToken)
    {
        var accepted = await engine.SubmitAsync(SubmissionOf(target, body, delay, options), cancellationToken);
        return new(accepted.InvocationId, accepted.IsNew, accepted.ExecutionTime);
    }

    public async Task<ReadOnlyMemory<byte>> AttachAsync(
        InvocationTarget invocation, CancellationToken cancellationToken) =>
        BytesOf(await engine.AttachAsync(invocation, cancellationToken));

    public async Task<ReadOnlyMemory<byte>> OutputAsync(
        InvocationTarget invocation, CancellationToken cancellationToken) =>
        await engine.OutputAsync(invocation, cancellationToken) is { } completed
            ? BytesOf(completed)
            : throw new TerminalException("the invocation is not finished yet", ErrorCode.NotReady);

    public Task ResolveAwakeableAsync(string id, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        engine.CompleteAwakeableAsync(id, new EntryResult.Value(value), cancellationToken);

    public Task RejectAwakeableAsync(string id, string reason, CancellationToken cancellationToken) =>
        engine.CompleteAwakeableAsync(id, new EntryResult.Failure(ErrorCode.Internal, reason), cancellationToken);

    public async Task CancelAsync(string invocationId, CancellationToken cancellationToken) =>
        ThrowUnlessDone(invocationId, await engine.CancelAsync(invocationId, cancellationToken));

    public async Task KillAsync(string invocationId, CancellationToken cancellationToken) =>
        ThrowUnlessDone(invocationId, await engine.KillAsync(invocationId, cancellationToken));

    private static Submission SubmissionOf(
        Target target, ReadOnlyMemory<byte> body, TimeSpan? delay, CallOptions options)
    {
        if (options.Scope is not null || options.LimitKey is not null)
            throw new TerminalException("the embedded engine has no scopes and limit keys", ErrorCode.BadRequest);
        var submission = new Submission(target, body) { IdempotencyKey = options.IdempotencyKey, Delay = delay };
        return options.Headers is { } headers ? submission with { Headers = headers } : submission;
    }

    private static ReadOnlyMemory<byte> BytesOf(Completed completed) => completed.Result switch
    {
        EntryResult.Value value => value.Bytes,
        EntryResult.Failure failure => throw new TerminalException(failure.Message, failure.Code, failure.Metadata),
        var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
    };

    private static void ThrowUnlessDone(string invocationId, OperationOutcome outcome)
    {
        if (outcome == OperationOutcome.NotFound)
            throw new TerminalException($"invocation '{invocationId}' not found", ErrorCode.NotFound);
        if (outcome == OperationOutcome.Conflict)
            throw new TerminalException($"invocation '{invocationId}' is completed already", ErrorCode.Conflict);
    }
}
