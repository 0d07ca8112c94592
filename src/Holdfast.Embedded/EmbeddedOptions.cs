namespace Holdfast.Embedded;

/// <summary>How the embedded engine works.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Where the database is kept. Created if it is not there; used by one process at a time.</summary>
    public string Directory { get; set; } = "data";

    /// <summary>
    /// An attempt that has waited this long is suspended: it holds no memory until it can go on. Zero: whenever it
    /// waits.
    /// </summary>
    public TimeSpan InactivityTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sleeps longer than this suspend at once.</summary>
    public TimeSpan LongSleep { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>With more live attempts than this, one that starts to wait is suspended at once.</summary>
    public int MaxWaitingAttempts { get; set; } = 10_000;

    /// <summary>
    /// Attempts that run at the same time; more wait for a place. An attempt that waits does not count.
    /// </summary>
    public int MaxRunningAttempts { get; set; } = 1_000;

    /// <summary>
    /// With more unfinished invocations in memory than this, the HTTP ingress refuses new ones until some are done.
    /// Those that are suspended, scheduled or on disk only do not count.
    /// </summary>
    public int MaxUnfinishedInvocations { get; set; } = 20_000;

    /// <summary>How failed attempts are retried when neither service nor handler says so.</summary>
    public RetryPolicy Retry { get; set; } = new();

    /// <summary>Results are kept this long when neither service nor handler says so.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>On a graceful stop, side effects under way may take this long to finish.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
