using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Holdfast.Attempts;

/// <summary>
/// What happens to an attempt from outside of its flow, and the bell that wakes its pump: any number of ringers, one
/// that waits. A ring that nobody waits for is kept. Made once per attempt and waited for many times, so it is no
/// channel: those cost several objects for every wait.
/// </summary>
internal sealed class AttemptEvents : IValueTaskSource
{
    private const int Quiet = 0;
    private const int Waiting = 1;
    private const int Rung = 2;

    private readonly ConcurrentQueue<PumpEvent> _events = new();
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private int _state;

    public AttemptEvents() => Ring = RingOnce;

    /// <summary>Wakes the pump.</summary>
    public Action Ring { get; }

    public void Post(PumpEvent happened)
    {
        _events.Enqueue(happened);
        RingOnce();
    }

    public bool TryTake(out PumpEvent? happened) => _events.TryDequeue(out happened);

    /// <summary>Returns after the next ring, or at once if there was one since the last wait.</summary>
    public ValueTask WaitAsync()
    {
        _wait.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Quiet) == Quiet)
            return new ValueTask(this, _wait.Version);
        Volatile.Write(ref _state, Quiet);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void RingOnce()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Quiet, Waiting) == Waiting)
            {
                _wait.SetResult(true);
                return;
            }

            if (Interlocked.CompareExchange(ref _state, Rung, Quiet) is Quiet or Rung)
                return;
        }
    }
}
