using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0101: time and chance that are not recorded.</summary>
internal sealed class ClockAndRandomness() : ApiRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0101",
        "A handler reads a clock or a source of randomness",
        "'{0}' uses '{1}'{2}, which differs on every replay; {3}");

    private const string Time = "use 'await ctx.NowAsync()', which is recorded";
    private const string Chance = "use 'ctx.Random', which repeats on replay, or draw it inside 'ctx.RunAsync'";

    protected override IReadOnlyList<Banned> Apis { get; } =
    [
        new("System.DateTime", ["Now", "UtcNow", "Today"], Time),
        new("System.DateTimeOffset", ["Now", "UtcNow"], Time),
        new("System.TimeProvider", ["GetUtcNow", "GetLocalNow", "GetTimestamp", "GetElapsedTime"], Time),
        new("System.Environment", ["TickCount", "TickCount64"], Time),
        new("System.Diagnostics.Stopwatch", [".ctor", "StartNew", "GetTimestamp", "GetElapsedTime"], Time),
        new("System.Guid", ["NewGuid", "CreateVersion7"], "use 'ctx.NewGuid()', which repeats on replay"),
        new("System.Random", ["Shared", ".ctor()"], Chance),
        new("System.Security.Cryptography.RandomNumberGenerator", ["*"], Chance),
        new("System.IO.Path", ["GetRandomFileName", "GetTempFileName"], Chance),
    ];
}
