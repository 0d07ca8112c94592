using System.Collections.Concurrent;
using System.Collections.Frozen;
using Holdfast.Engine;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Runs attempts on the thread pool and owns them until they end.</summary>
internal sealed partial class AttemptRunner(EngineCore core)
{
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<HandlerDefinition, InvocationAttempt> _attempts = new();
    private readonly ILogger _logger = core.Environment.LoggerFactory.CreateLogger<AttemptRunner>();

    // One for the runner itself, which ends when it is stopped.
    private int _running = 1;

    /// <summary>Inside a unit. The attempt begins after it.</summary>
    public void Start(LiveAttempt attempt)
    {
        var start = StartOf(attempt.Invocation);

        // A replayed side effect may run again at once: what it depends on must be on disk.
        var replays = attempt.Invocation.Journal!.Count > 1;
        var after = replays ? attempt.Invocation.LastWrite : 0;
        Interlocked.Increment(ref _running);
        core.Afterwards(() => ThreadPool.UnsafeQueueUserWorkItem(
            static it => _ = it.Runner.RunAsync(it.Attempt, it.Start, it.After),
            (Runner: this, Attempt: attempt, Start: start, After: after),
            preferLocal: false));
    }

    /// <summary>Waits for all attempts to end; drops those that take too long.</summary>
    public async Task StopAsync(TimeSpan drainTimeout, Action dropAll)
    {
        CountDown();
        try
        {
            await _allEnded.Task.WaitAsync(drainTimeout, core.Environment.TimeProvider);
        }
        catch (TimeoutException)
        {
            dropAll();
            await _allEnded.Task;
        }
    }

    private async Task RunAsync(LiveAttempt attempt, AttemptStart start, long after)
    {
        var invocation = attempt.Invocation;
        try
        {
            await core.Commit.WaitAsync(after);
            await AttemptsOf(invocation).RunAsync(start, attempt, attempt.Dropped);
        }
        catch (OperationCanceledException)
            when (attempt.Dropped.IsCancellationRequested || invocation.Attempt != attempt)
        {
            // Dropped: killed, paused or stopped. Nothing is owed to anybody.
        }
        catch (Exception error)
        {
            // An attempt reports its failures itself; this is a defect of the engine or a failed disk. It is retried
            // like any other.
            LogBroken(_logger, error, invocation.IdText);
            using var unit = core.Enter();
            if (invocation.Attempt == attempt)
            {
                attempt.Break(
                    new AttemptError(ErrorCode.Internal, $"The engine failed: {error.Message}", error.ToString()));
            }
        }
        finally
        {
            CountDown();
        }
    }

    private InvocationAttempt AttemptsOf(Invocation invocation) => _attempts.GetOrAdd(
        invocation.Handler!,
        static (handler, of) => new(of.Environment, of.Service, handler),
        (core.Environment, Service: invocation.Service!));

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _allEnded.SetResult();
    }

    private AttemptStart StartOf(Invocation invocation) => new()
    {
        InvocationId = invocation.IdText,
        Key = invocation.Target.Key,
        RandomSeed = BitConverter.ToUInt64(invocation.Id, 16),
        Journal = [.. invocation.Journal!],
        State = invocation.Key?.Snapshot() ?? FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty,
        RetryCount = invocation.RetryCount,
        RetryDuration = invocation.RetrySince is { } since ? core.Now - since : TimeSpan.Zero,
        IdempotencyKey = invocation.IdempotencyKey,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "An attempt of {Invocation} broke off")]
    private static partial void LogBroken(ILogger logger, Exception error, string invocation);
}
