namespace Holdfast.Conformance.Tests;

/// <summary>
/// Where the services are executed, and how. Those of Restate Server are the configurations of Restate's own suite.
/// </summary>
public enum Mode
{
    Embedded,
    EmbeddedAlwaysSuspending,
    Default,
    AlwaysSuspending,
    LazyState,
    LazyStateAlwaysSuspending,
    SingleThreadSinglePartition,
    PersistedTimers,
    ProtocolV7,
    ProtocolV7AlwaysSuspending,
    ThreeNodes,
    ThreeNodesAlwaysSuspending,
}

internal static class Modes
{
    private const string InactivityTimeout = "RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT";
    private const string DisableEagerState = "RESTATE_WORKER__INVOKER__DISABLE_EAGER_STATE";
    private const string Partitions = "RESTATE_DEFAULT_NUM_PARTITIONS";

    public static IReadOnlyList<Mode> Embedded { get; } = [Mode.Embedded, Mode.EmbeddedAlwaysSuspending];

    public static IReadOnlyList<Mode> Restate { get; } = [.. Enum.GetValues<Mode>().Except(Embedded)];

    public static bool IsEmbedded(this Mode mode) => Embedded.Contains(mode);

    /// <summary>Does an invocation end its attempt at every await?</summary>
    public static bool AlwaysSuspends(this Mode mode) =>
        mode is Mode.EmbeddedAlwaysSuspending
        || Of(mode).Any(setting => setting.Name == InactivityTimeout);

    public static bool IsCluster(this Mode mode) => mode is Mode.ThreeNodes or Mode.ThreeNodesAlwaysSuspending;

    /// <summary>The server's environment.</summary>
    public static IReadOnlyDictionary<string, string> SettingsOf(Mode mode) => Of(mode)
        // Less than the server's own, to save memory; a mode says otherwise.
        .Prepend((Partitions, "4"))
        // As of Restate's suite, except that tests need not wait for the first retries.
        .Append(("RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL", "20ms"))
        .GroupBy(setting => setting.Item1, setting => setting.Item2)
        .ToDictionary(setting => setting.Key, setting => setting.Last());

    private static (string Name, string Value)[] Of(Mode mode) => mode switch
    {
        Mode.AlwaysSuspending or Mode.ThreeNodesAlwaysSuspending => [(InactivityTimeout, "0s")],
        Mode.LazyState => [(DisableEagerState, "true")],
        Mode.LazyStateAlwaysSuspending => [(DisableEagerState, "true"), (InactivityTimeout, "0s")],
        Mode.SingleThreadSinglePartition => [(Partitions, "1"), ("RESTATE_DEFAULT_THREAD_POOL_SIZE", "1")],
        Mode.PersistedTimers => [("RESTATE_WORKER__NUM_TIMERS_IN_MEMORY_LIMIT", "1")],
        Mode.ProtocolV7 => _protocolV7,
        Mode.ProtocolV7AlwaysSuspending => [.. _protocolV7, (InactivityTimeout, "0s")],
        _ => [],
    };

    private static readonly (string, string)[] _protocolV7 =
    [
        ("RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7", "true"),
        ("RESTATE_EXPERIMENTAL_ENABLE_VQUEUES", "true"),
        ("RESTATE_WORKER__RULE_BOOK_POLL_INTERVAL", "1s"),
    ];
}
