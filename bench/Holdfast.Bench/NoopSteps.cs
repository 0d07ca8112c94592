using Holdfast.Workflows;

namespace Holdfast.Bench;

internal sealed record NoopParameters;

/// <summary>A first step with one recorded side effect that does nothing.</summary>
internal sealed class NoopSource : IStep<NoopParameters>
{
    public static StepDescription Description { get; } =
        new("noop-source", StepRole.Source, StepDeterminism.Deterministic, "Does nothing.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<NoopParameters> input) =>
        new(await context.RunAsync("noop", _ => Task.FromResult("done")));
}

/// <summary>A later step with one recorded side effect that does nothing.</summary>
internal sealed class NoopTransformer : IStep<NoopParameters>
{
    public static StepDescription Description { get; } =
        new("noop-transformer", StepRole.Transformer, StepDeterminism.Deterministic, "Does nothing.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<NoopParameters> input) =>
        new(await context.RunAsync("noop", _ => Task.FromResult("done")));
}
