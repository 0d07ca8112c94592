using System.Runtime.CompilerServices;
using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>
/// The handler's own flow of control: runs its code on the pump's thread only, keeps what it awaits, and refuses every
/// use of the context from elsewhere.
/// </summary>
internal sealed class HandlerFlow(InvocationMachine machine, AttemptEvents events)
{
    private const int Nobody = 0;

    private readonly List<DurableAwaiterBase> _ready = [];
    private volatile int _thread = Nobody;
    private Task<ReadOnlyMemory<byte>>? _handler;

    /// <summary>What is awaited, in the order in which it was.</summary>
    public List<DurableAwaiterBase> Parked { get; } = [];

    /// <summary>Changes whenever an await is added.</summary>
    public int ParkedVersion { get; private set; }

    public Task<ReadOnlyMemory<byte>> Handler => _handler!;

    /// <summary>Did the handler end in its own flow?</summary>
    public bool IsDone { get; private set; }

    /// <summary>Did it end outside of it, on a foreign thread?</summary>
    public bool HasEscaped => !IsDone && Handler.IsCompleted;

    public void Start(Func<Task<ReadOnlyMemory<byte>>> handler)
    {
        using (Enter())
        {
            _handler = handler();
            IsDone = _handler.IsCompleted;
        }
    }

    public void Guard([CallerMemberName] string call = "")
    {
        if (_thread != Environment.CurrentManagedThreadId)
        {
            var error = machine.Errors.Escaped(call);
            events.Post(new PumpEvent.Escaped(error));
            throw new AttemptException(error);
        }

        machine.ThrowIfFailed();
    }

    public void Park(DurableAwaiterBase awaiter)
    {
        Guard("await");
        ParkedVersion++;
        Parked.Add(awaiter);
    }

    /// <summary>Picks the awaiters whose task is done now. True: there are some.</summary>
    public bool TakeReady()
    {
        var kept = 0;
        for (var i = 0; i < Parked.Count; i++)
        {
            var awaiter = Parked[i];
            if (awaiter.Task.IsDone)
                _ready.Add(awaiter);
            else
                Parked[kept++] = awaiter;
        }

        Parked.RemoveRange(kept, Parked.Count - kept);
        return _ready.Count > 0;
    }

    /// <summary>Everything that is awaited now is resumed with a cancellation.</summary>
    public void CancelParked()
    {
        foreach (var awaiter in Parked)
            awaiter.Cancelled = true;
        _ready.AddRange(Parked);
        Parked.Clear();
    }

    /// <summary>Resumes what was picked, in the order in which it was awaited.</summary>
    public void ResumeReady()
    {
        using (Enter())
        {
            foreach (var awaiter in _ready)
                awaiter.Resume();
            IsDone = Handler.IsCompleted;
        }

        _ready.Clear();
    }

    private Turn Enter()
    {
        var turn = new Turn(this, SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(null);
        _thread = Environment.CurrentManagedThreadId;
        return turn;
    }

    /// <summary>While this is open the current thread runs handler code, without a synchronization context.</summary>
    private readonly ref struct Turn(HandlerFlow flow, SynchronizationContext? context)
    {
        public void Dispose()
        {
            flow._thread = Nobody;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
