using System.Collections.Immutable;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>All the rules.</summary>
internal static class HandlerRules
{
    public static ImmutableArray<HandlerRule> All { get; } =
    [
        new ClockAndRandomness(),
        OwnThreads.Instance,
        new AwaitOutsideOfRun(),
        new ContextInsideOfRun(),
        new NeverAwaited(),
        new UnorderedIteration(),
        new HeldDisposable(),
        new StaticState(),
    ];
}
