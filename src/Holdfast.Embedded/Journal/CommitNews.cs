namespace Holdfast.Embedded.Journal;

/// <summary>
/// Tells those who wait what was committed, on a thread of its own: the next commit need not wait for what they do.
/// </summary>
internal sealed class CommitNews : IDisposable
{
    private readonly AutoResetEvent _news = new(false);
    private readonly Thread _thread;
    private long _committed;
    private long _inTables;
    private Exception? _end;

    public CommitNews()
    {
        _thread = new Thread(TellUntilEnded) { Name = "holdfast-news", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Raised after each commit, or a few of them.</summary>
    public event Action? Committed;

    /// <summary>Raised when readers of the database find more than before.</summary>
    public event Action? TablesChanged;

    /// <summary>Everything up to there is on disk.</summary>
    public Milestone Durable { get; } = new();

    /// <summary>Everything up to there is where readers of the database find it.</summary>
    public Milestone Applied { get; } = new();

    /// <summary>There was a commit.</summary>
    public void Tell(long durable, long applied)
    {
        Volatile.Write(ref _committed, durable);
        Volatile.Write(ref _inTables, applied);
        _news.Set();
    }

    /// <summary>There will be no other commit. Whoever waits for one is told why, after those who need not.</summary>
    public void End(Exception reason)
    {
        Interlocked.CompareExchange(ref _end, reason, null);
        _news.Set();
    }

    /// <summary>Waits until everybody was told; it must have been ended.</summary>
    public void Dispose()
    {
        _thread.Join();
        _news.Dispose();
    }

    private void TellUntilEnded()
    {
        while (true)
        {
            _news.WaitOne();
            var end = Volatile.Read(ref _end);
            var applied = Volatile.Read(ref _inTables);
            Durable.Reach(Volatile.Read(ref _committed));
            Committed?.Invoke();
            if (applied > Applied.Reached)
            {
                Applied.Reach(applied);
                TablesChanged?.Invoke();
            }

            if (end is null)
                continue;
            Durable.End(end);
            Applied.End(end);
            return;
        }
    }
}
