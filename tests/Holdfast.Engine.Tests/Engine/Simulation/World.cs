using System.Collections.Concurrent;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>From a start of the engine to its stop or crash.</summary>
/// <param name="Acknowledged">Runs whose result a handler got, with the result. A crash must not forget them.</param>
internal sealed record Life(ConcurrentDictionary<string, long> Acknowledged)
{
    /// <summary>What must be remembered by a life that begins after this moment.</summary>
    public Life Successor() => new(new ConcurrentDictionary<string, long>(Acknowledged.ToArray()));
}

/// <summary>An invocation that was accepted, and what must become of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Expected">Its result as JSON, if it is not broken off; null: any.</param>
internal sealed record Promised(string Id, string? Expected)
{
    /// <summary>Cancelled or killed: it may end with 409 instead.</summary>
    public bool MayBeBrokenOff { get; set; }

    /// <summary>What it ended with, once somebody was told.</summary>
    public string? Told { get; set; }

    /// <summary>Appended exactly once (at most once if it was broken off): list and token.</summary>
    public List<(string Key, string Token)> Appends { get; } = [];
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

    public IReadOnlyCollection<string> Violations => _violations;

    public void Check(bool holds, string violation)
    {
        if (!holds)
            _violations.Enqueue(violation);
    }
}
