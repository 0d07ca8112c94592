using System.Collections.Frozen;
using Holdfast.Engine;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Runs attempts on the thread pool and owns them until they end.</summary>
internal sealed partial class AttemptRunner(EngineCore core)
{
    private readonly HashSet<Task> _running = [];
    private readonly ILogger _logger = core.Environment.LoggerFactory.CreateLogger<AttemptRunner>();

    /// <summary>Inside a unit. The attempt begins after it.</summary>
    public void Start(LiveAttempt attempt)
    {
        var start = StartOf(attempt.Invocation);
        var replays = attempt.Invocation.Chunks > 1;
        var recorded = attempt.Invocation.LastWrite;
        // A replayed side effect may run again at once: what it depends on must be on disk.
        core.Afterwards(() => Track(Task.Run(() => RunAsync(attempt, start, replays ? recorded : 0))));
    }

    /// <summary>Waits for all attempts to end; drops those that take too long.</summary>
    public async Task StopAsync(TimeSpan drainTimeout, Action dropAll)
    {
        try
        {
            await Task.WhenAll(Running()).WaitAsync(drainTimeout, core.Environment.TimeProvider);
        }
        catch (TimeoutException)
        {
            dropAll();
            await Task.WhenAll(Running());
        }
    }

    private async Task RunAsync(LiveAttempt attempt, AttemptStart start, long after)
    {
        var invocation = attempt.Invocation;
        try
        {
            await core.Commit.WaitAsync(after);
            var run = new InvocationAttempt(core.Environment, invocation.Service!, invocation.Handler!);
            await run.RunAsync(start, attempt, attempt.Dropped);
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
    }

    private void Track(Task task)
    {
        lock (_running)
            _running.Add(task);
        task.ContinueWith(
            Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task task)
    {
        lock (_running)
            _running.Remove(task);
    }

    private Task[] Running()
    {
        lock (_running)
            return [.. _running];
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
