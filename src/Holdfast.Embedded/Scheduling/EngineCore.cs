using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// What the parts of the scheduler share: one lock, and the unit of work under way. All state of the scheduler changes
/// inside a unit; the writes of a unit become durable together or not at all.
/// </summary>
internal sealed class EngineCore(
    GroupCommit commit, InvocationReader reader, AttemptEnvironment environment, EmbeddedOptions options)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, long> _onceDurable = new();
    private List<StoreWrite> _writes = [];
    private List<Action> _afterwards = [];
    private long _issued;
    private int _depth;
    private bool _isDoomed;

    public GroupCommit Commit { get; } = commit;

    /// <summary>To be used inside a unit only.</summary>
    public InvocationReader Reader { get; } = reader;

    public AttemptEnvironment Environment { get; } = environment;

    public EmbeddedOptions Options { get; } = options;

    public DateTimeOffset Now => Environment.TimeProvider.GetUtcNow();

    /// <summary>Sequence number that the writes of this unit will have.</summary>
    public long UnitSequence => _issued + 1;

    /// <summary>Enters a unit of work; dispose it to issue its writes. Units nest.</summary>
    public Unit Enter()
    {
        _gate.Enter();
        _depth++;
        return new Unit(this);
    }

    /// <summary>Adds a write to the unit; returns its sequence number.</summary>
    public long Write(StoreWrite write)
    {
        _writes.Add(write);
        return UnitSequence;
    }

    /// <summary>Runs an action in a unit of its own once the sequence number is durable. Inside a unit.</summary>
    public void OnceDurable(long sequence, Action action) => _onceDurable.Enqueue(action, sequence);

    /// <summary>Runs what waited for commits, in one unit: the lock is asked for by many.</summary>
    public void RunDurable()
    {
        using var unit = Enter();
        while (_onceDurable.TryPeek(out var action, out var sequence) && sequence <= Commit.Durable)
        {
            _onceDurable.Dequeue();
            action();
        }
    }

    /// <summary>Runs an action after the unit, outside the lock.</summary>
    public void Afterwards(Action action) => _afterwards.Add(action);

    /// <summary>
    /// A unit threw half way: what is in memory and what would be written are no longer the same state. Nothing of the
    /// unit, nor of a later one, is written; the process has to start again from what is on disk.
    /// </summary>
    public void Doom(Exception error)
    {
        _isDoomed = true;
        var reason = error is SqliteException problem ? DatabaseProblem.Explain(problem) : error.Message;
        Commit.Fail(new InvalidOperationException($"A unit of work broke off: {reason}", error));
    }

    private void Leave()
    {
        if (--_depth > 0)
        {
            _gate.Exit();
            return;
        }

        if (_isDoomed)
            _writes.Clear();
        if (_writes.Count > 0)
        {
            _issued = Commit.Issue(_writes);
            _writes = [];
        }

        // Taken inside the lock: the next unit must not find our list, nor we its actions.
        List<Action>? afterwards = null;
        if (_afterwards.Count > 0)
            (afterwards, _afterwards) = (_afterwards, []);
        _gate.Exit();
        afterwards?.ForEach(action => action());
    }

    /// <summary>A unit of work.</summary>
    public readonly ref struct Unit(EngineCore core)
    {
        public void Dispose() => core.Leave();
    }
}
