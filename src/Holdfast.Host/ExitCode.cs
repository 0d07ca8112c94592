namespace Holdfast.Host;

/// <summary>
/// What the program tells its caller. Documented in docs/guides/configuration.md; numbers never change.
/// </summary>
internal enum ExitCode
{
    Success = 0,

    /// <summary>The request failed: a step, an invocation, a check.</summary>
    Failed = 1,

    /// <summary>A command, flag or setting is wrong.</summary>
    Usage = 2,

    /// <summary>The port is taken, or may not be used.</summary>
    PortUnavailable = 3,

    /// <summary>Another process has the data directory.</summary>
    DataLocked = 4,

    /// <summary>A newer release wrote the data directory.</summary>
    DataNewer = 5,

    /// <summary>The data directory cannot be written: full, read-only or damaged.</summary>
    DataUnusable = 6,

    /// <summary>There is no browser for screenshots.</summary>
    NoBrowser = 7,

    /// <summary>There is no server at the given address.</summary>
    NoServer = 8,
}
