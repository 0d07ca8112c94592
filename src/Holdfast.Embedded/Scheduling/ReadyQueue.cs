using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// Invocations that wait for a place, in two lines that are served in turn: what comes in now, and the backlog that was
/// found by a start or by timers. Who comes in need not wait for the end of a long backlog, nor a backlog for a lull.
/// Inside units.
/// </summary>
/// <param name="enough">A backlog of so many keeps the attempts busy; what is behind it can stay on disk.</param>
internal sealed class ReadyQueue(int enough)
{
    private readonly Queue<Invocation> _new = new();
    private readonly Queue<Invocation> _backlog = new();
    private TaskCompletionSource _room = Completed();
    private bool _servedBacklog;

    /// <summary>Done while the backlog is short. Outside of units, too.</summary>
    public Task Room => Volatile.Read(ref _room).Task;

    public void Enqueue(Invocation invocation)
    {
        invocation.IsQueued = true;
        (invocation.IsBacklog ? _backlog : _new).Enqueue(invocation);
        if (_backlog.Count >= enough && _room.Task.IsCompleted)
            Volatile.Write(ref _room, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public bool TryDequeue([NotNullWhen(true)] out Invocation? invocation)
    {
        var (first, second) = _servedBacklog ? (_new, _backlog) : (_backlog, _new);
        if (first.TryDequeue(out invocation))
            _servedBacklog = !_servedBacklog;
        else if (!second.TryDequeue(out invocation))
            return false;
        invocation.IsQueued = false;
        if (_backlog.Count < enough)
            _room.TrySetResult();
        return true;
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
