namespace Holdfast.Chaos.Overload;

/// <summary>What a run is.</summary>
/// <param name="Directory">For data and ledger.</param>
/// <param name="Rush">How long there are far too many callers.</param>
/// <param name="Calm">How long there are few, before and after that.</param>
internal sealed record OverloadSettings(string Directory, TimeSpan Rush, TimeSpan Calm)
{
    /// <summary>Unfinished invocations that the server takes.</summary>
    public int Places { get; init; } = 40;

    /// <summary>In the rush, for each place.</summary>
    public int CallersPerPlace { get; init; } = 10;

    /// <summary>The server may not need more than this, beyond what it had before the rush.</summary>
    public long MaxGrowthBytes { get; init; } = 400L * 1024 * 1024;
}
