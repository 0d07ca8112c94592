using System.Collections.Concurrent;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>From a start of the engine to its stop or crash.</summary>
/// <param name="Binding">
/// Runs of which the outside could have learnt, with their result: a later effect followed from it, or an end was told.
/// A crash must not forget them.
/// </param>
internal sealed record Life(ConcurrentDictionary<string, long> Binding)
{
    /// <summary>How long the log was when a run became binding: a crash after it must not forget the run.</summary>
    public ConcurrentDictionary<string, long> Positions { get; } = [];

    /// <summary>Results that handlers got in this life.</summary>
    public ConcurrentDictionary<string, long> Got { get; } = [];

    /// <summary>By id of the invocation that has ended: the runs that its end follows from.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<string>> Behind { get; } = [];

    /// <summary>Makes binding what handlers have got of these runs.</summary>
    public void Bind(IEnumerable<string> runs, long position)
    {
        foreach (var run in runs)
        {
            if (Got.TryGetValue(run, out var result) && Binding.TryAdd(run, result))
                Positions.TryAdd(run, position);
        }
    }

    /// <summary>What must be remembered by a life that goes on from a log of this length.</summary>
    public Life At(long length) => new(new ConcurrentDictionary<string, long>(
        Binding.Where(run => Positions.TryGetValue(run.Key, out var position) && position <= length)));

    /// <summary>What must be remembered by a life that begins after this moment.</summary>
    public Life Successor() => new(new ConcurrentDictionary<string, long>(Binding.ToArray()));
}

/// <summary>An invocation that was accepted, and what must become of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Expected">Its result as JSON, if it is not broken off; null: any.</param>
internal sealed record Promised(string Id, string? Expected)
{
    /// <summary>The key that it was sent with, and is found by again; null: none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How long the log was when it was accepted.</summary>
    public long AcceptedAt { get; init; }

    /// <summary>How long the log was when somebody was told its end.</summary>
    public long ToldAt { get; set; } = long.MaxValue;

    /// <summary>Somebody purged it, or meant to: after its end it may be gone.</summary>
    public bool MayBeGone { get; set; }

    /// <summary>Cancelled or killed: it may end with 409 instead.</summary>
    public bool MayBeBrokenOff { get; set; }

    /// <summary>What it ended with, once somebody was told.</summary>
    public string? Told { get; set; }

    /// <summary>Appended exactly once (at most once if it was broken off): list and token.</summary>
    public List<(string Key, string Token)> Appends { get; private init; } = [];

    /// <summary>What is known of it where the log has this length.</summary>
    public Promised At(long length) => this with { Told = ToldAt <= length ? Told : null };
}

/// <summary>What is outside of the engine, and outlives it.</summary>
internal sealed class World
{
    public long Runs;

    private readonly ConcurrentQueue<string> _violations = new();

    /// <summary>Awakeables that handlers told about, with the value that they wait for.</summary>
    public ConcurrentDictionary<string, string> Awakeables { get; } = new();

    /// <summary>How often each flaky step was tried.</summary>
    public ConcurrentDictionary<string, int> Failures { get; } = new();

    /// <summary>How far the clock was set back in all: a time may seem so much shorter than it was.</summary>
    public TimeSpan SetBack { get; set; }

    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>The same world, to go on in differently.</summary>
    public World Copy()
    {
        var copy = new World { Runs = Runs, SetBack = SetBack };
        foreach (var (id, name) in Awakeables)
            copy.Awakeables[id] = name;
        foreach (var (name, count) in Failures)
            copy.Failures[name] = count;
        return copy;
    }

    public void Check(bool holds, string violation)
    {
        if (!holds)
            _violations.Enqueue(violation);
    }
}
