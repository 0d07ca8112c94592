namespace Holdfast.Conformance.Services;

internal sealed record FailureToPropagate(string ErrorMessage, IReadOnlyDictionary<string, string>? Metadata = null)
{
    public TerminalException ToException() => new(ErrorMessage, ErrorCode.Internal, Metadata);
}

/// <summary>Fails in every way.</summary>
[VirtualObject]
internal sealed partial class Failing
{
    private const int SuccessfulAttempt = 4;

    private static int _attempts;
    private static int _attemptsToSucceed;
    private static int _attemptsInVain;

    [Handler]
    public void TerminallyFailingCall(IObjectContext ctx, FailureToPropagate failure) => throw failure.ToException();

    [Handler]
    public async Task<string> CallTerminallyFailingCallAsync(IObjectContext ctx, FailureToPropagate failure)
    {
        await ctx.Failing(ctx.NewGuid().ToString()).TerminallyFailingCall(failure);
        throw new InvalidOperationException("A call that fails did not throw.");
    }

#pragma warning disable HF0108 // Attempts are counted outside of the journal, so that the tests learn of each.
    [Handler(Accept = "*/*")]
    public int FailingCallWithEventualSuccess(IObjectContext ctx)
    {
        var attempt = Interlocked.Increment(ref _attempts);
        if (attempt < SuccessfulAttempt)
            throw new InvalidOperationException($"Attempt {attempt} fails.");
        Interlocked.Exchange(ref _attempts, 0);
        return attempt;
    }
#pragma warning restore HF0108

    [Handler]
    public async Task TerminallyFailingSideEffectAsync(IObjectContext ctx, FailureToPropagate failure) =>
        await ctx.RunAsync("fail", _ => Task.FromException(failure.ToException()));

    [Handler]
    public async Task<int> SideEffectSucceedsAfterGivenAttemptsAsync(IObjectContext ctx, int minimumAttempts) =>
        await ctx.RunAsync("succeed in the end", _ => SucceedInTheEnd(minimumAttempts), Retried(maxAttempts: null));

    /// <summary>How many attempts were made until it was given up.</summary>
    [Handler]
    public async Task<int> SideEffectFailsAfterGivenAttemptsAsync(IObjectContext ctx, int retryPolicyMaxRetryCount)
    {
        try
        {
            await ctx.RunAsync("fail for ever", _ => FailForEver(), Retried(retryPolicyMaxRetryCount));
        }
        catch (TerminalException)
        {
            return Volatile.Read(in _attemptsInVain);
        }

        throw new TerminalException("A side effect that always fails succeeded.");
    }

    private static RunOptions Retried(int? maxAttempts) =>
        new() { InitialInterval = TimeSpan.FromMilliseconds(10), Factor = 1, MaxAttempts = maxAttempts };

    private static Task<int> SucceedInTheEnd(int minimumAttempts)
    {
        var attempt = Interlocked.Increment(ref _attemptsToSucceed);
        if (attempt < minimumAttempts)
            throw new InvalidOperationException($"Attempt {attempt} of {minimumAttempts} fails.");
        Interlocked.Exchange(ref _attemptsToSucceed, 0);
        return Task.FromResult(attempt);
    }

    private static Task FailForEver() =>
        throw new InvalidOperationException($"Attempt {Interlocked.Increment(ref _attemptsInVain)} fails.");
}
