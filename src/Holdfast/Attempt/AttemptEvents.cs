using System.Diagnostics.CodeAnalysis;
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

    private readonly Lock _gate = new();
    private Queue<PumpEvent>? _events;
    private ManualResetValueTaskSourceCore<bool> _wait;
    private int _state;

    public AttemptEvents() => Ring = () => RingOnce(mayGoOnHere: false);

    /// <summary>Wakes the pump, on a thread of the pool.</summary>
    public Action Ring { get; }

    /// <summary>Tells the pump what happened.</summary>
    /// <param name="happened">What.</param>
    /// <param name="mayGoOnHere">May it run handler code before this returns, if it waits?</param>
    public void Post(PumpEvent happened, bool mayGoOnHere = false)
    {
        lock (_gate)
            (_events ??= new()).Enqueue(happened);
        RingOnce(mayGoOnHere);
    }

    public bool TryTake([MaybeNullWhen(false)] out PumpEvent happened)
    {
        happened = null;
        lock (_gate)
            return _events is not null && _events.TryDequeue(out happened);
    }

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

    private void RingOnce(bool mayGoOnHere)
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Quiet, Waiting) == Waiting)
            {
                _wait.RunContinuationsAsynchronously = !mayGoOnHere;
                _wait.SetResult(true);
                return;
            }

            if (Interlocked.CompareExchange(ref _state, Rung, Quiet) is Quiet or Rung)
                return;
        }
    }
}
