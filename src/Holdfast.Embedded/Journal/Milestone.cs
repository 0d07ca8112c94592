namespace Holdfast.Embedded.Journal;

/// <summary>A sequence number that only grows, and those who wait for it.</summary>
internal sealed class Milestone
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action<Exception?>, (long Sequence, long Order)> _observers = new();
    private long _reached;
    private long _order;
    private Exception? _ended;

    /// <summary>Everything up to this sequence number is done.</summary>
    public long Reached => Volatile.Read(ref _reached);

    /// <summary>
    /// Calls back once the sequence number is reached (null) or never will be (why); at once if it is known.
    /// </summary>
    public void When(long sequence, Action<Exception?> observer)
    {
        lock (_gate)
        {
            if (sequence > _reached && _ended is null)
            {
                _observers.Enqueue(observer, (sequence, _order++));
                return;
            }
        }

        observer(sequence <= Reached ? null : _ended);
    }

    /// <summary>Waits until the sequence number is reached.</summary>
    /// <exception cref="IOException">It never will be: the database failed.</exception>
    public ValueTask WaitAsync(long sequence)
    {
        if (sequence <= Reached)
            return ValueTask.CompletedTask;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        When(sequence, error =>
        {
            if (error is null)
                reached.SetResult();
            else
                reached.SetException(NeverReached(error));
        });
        return new ValueTask(reached.Task);
    }

    /// <summary>What those are told who wait for what will not happen.</summary>
    public static IOException NeverReached(Exception reason) => new($"The database failed: {reason.Message}", reason);

    /// <summary>Calls back those who waited for this sequence number, in the order of theirs.</summary>
    public void Reach(long sequence)
    {
        List<Action<Exception?>> due = [];
        lock (_gate)
        {
            _reached = sequence;
            while (_observers.TryPeek(out var observer, out var place) && place.Sequence <= sequence)
            {
                _observers.Dequeue();
                due.Add(observer);
            }
        }

        due.ForEach(observer => observer(null));
    }

    /// <summary>It grows no more: tells everybody who waits why.</summary>
    public void End(Exception reason)
    {
        List<Action<Exception?>> left = [];
        lock (_gate)
        {
            _ended ??= reason;
            while (_observers.TryDequeue(out var observer, out _))
                left.Add(observer);
        }

        left.ForEach(observer => observer(reason));
    }
}
