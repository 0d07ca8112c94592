using Holdfast.Embedded.Storage;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// Invocations that wait for an event that is not their own: the end of another one, a workflow's promise.
/// </summary>
internal sealed class Topics(EngineCore core)
{
    // A topic that somebody waits for stays in memory once it was touched: then disk need not be asked, and what was
    // issued and is not committed yet is known.
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.Ordinal);

    public static string PromiseOf(string service, string key, string name) =>
        string.Join('\0', "p", service, key, name);

    /// <summary>Lets the end of an invocation answer a completion.</summary>
    public void AddToEnd(Invocation invocation, Waiter waiter)
    {
        invocation.MayBeAwaited = true;
        Add(EndOf(invocation), waiter);
    }

    /// <summary>Removes and returns those who wait for the end of an invocation.</summary>
    public IReadOnlyList<Waiter> TakeFromEnd(Invocation invocation) =>
        invocation.MayBeAwaited ? Take(EndOf(invocation)) : [];

    public void Add(string topic, Waiter waiter)
    {
        WaitersOf(topic).Add(waiter);
        core.Write(new StoreWrite.AddWaiter(topic, waiter));
    }

    /// <summary>Removes and returns those who wait.</summary>
    public IReadOnlyList<Waiter> Take(string topic)
    {
        var waiters = WaitersOf(topic);
        _waiters.Remove(topic);
        if (waiters.Count > 0)
            core.Write(new StoreWrite.RemoveWaiters(topic));
        return waiters;
    }

    private static string EndOf(Invocation invocation) => $"i{invocation.Number}";

    private List<Waiter> WaitersOf(string topic)
    {
        if (!_waiters.TryGetValue(topic, out var waiters))
            _waiters[topic] = waiters = core.Reader.Waiters(topic);
        return waiters;
    }
}
