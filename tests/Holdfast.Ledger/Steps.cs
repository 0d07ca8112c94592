using System.Text;
using Holdfast.Workflows;

namespace Holdfast.Ledger;

/// <summary>What a step is told.</summary>
/// <param name="Mark">A line for the artifact.</param>
internal sealed record LedgerParameters(string Mark);

/// <summary>Makes an artifact of one line.</summary>
internal sealed class FirstStep(IArtifactStore artifacts, SideEffects effects) : IStep<LedgerParameters>
{
    public static StepDescription Description { get; } = new(
        "ledger-first", StepRole.Source, StepDeterminism.Deterministic, "Makes an artifact of one line.");

    public Task<StepResult> ExecuteAsync(IContext context, StepInput<LedgerParameters> input) =>
        LedgerStep.ExecuteAsync(context, input, artifacts, effects);
}

/// <summary>Adds a line to the artifact of the step before.</summary>
internal sealed class NextStep(IArtifactStore artifacts, SideEffects effects) : IStep<LedgerParameters>
{
    public static StepDescription Description { get; } = new(
        "ledger-next", StepRole.Transformer, StepDeterminism.Deterministic, "Adds a line to an artifact.");

    public Task<StepResult> ExecuteAsync(IContext context, StepInput<LedgerParameters> input) =>
        LedgerStep.ExecuteAsync(context, input, artifacts, effects);
}

/// <summary>What both steps do: one side effect, whose name in the ledger is the recorded result.</summary>
internal static class LedgerStep
{
    public static async Task<StepResult> ExecuteAsync(
        IContext context, StepInput<LedgerParameters> input, IArtifactStore artifacts, SideEffects effects) =>
        new(await context.RunAsync("effect", async cancellationToken =>
        {
            var before = input.Image is { } image ? await artifacts.ReadAsync(image, cancellationToken) : [];
            byte[] after = [.. before, .. Encoding.ASCII.GetBytes(input.Parameters.Mark + "\n")];
            await artifacts.WriteAsync(input.Output, after, cancellationToken);
            return await effects.AddAsync(input.Output.Path, cancellationToken);
        }));
}
