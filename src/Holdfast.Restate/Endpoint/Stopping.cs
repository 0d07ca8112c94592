namespace Holdfast.Restate.Endpoint;

/// <summary>
/// What the end of the program means for attempts. Nothing is lost by it: the server has the journals.
/// </summary>
#pragma warning disable CA1001 // One per program, and its timer runs only while the program stops.
internal sealed class Stopping
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _drop;

    /// <param name="drainTimeout">How long side effects may take to finish.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="stopping">Fires when the program begins to stop.</param>
    public Stopping(TimeSpan drainTimeout, TimeProvider time, CancellationToken stopping)
    {
        _drop = new(Timeout.InfiniteTimeSpan, time);
        Suspend = stopping;
        stopping.Register(() => _drop.CancelAfter(drainTimeout));
    }

    /// <summary>From now on attempts suspend as soon as they wait.</summary>
    public CancellationToken Suspend { get; }

    /// <summary>Attempts that are still left are dropped.</summary>
    public CancellationToken Drop => _drop.Token;
}
