using System.Text;
using Holdfast.Chaos.Checking;
using Holdfast.Workflows;

namespace Holdfast.Chaos.Serving;

/// <summary>What a step of a workflow is told.</summary>
/// <param name="Name">Of the side effect.</param>
internal sealed record EffectParameters(string Name);

/// <summary>Makes an artifact of one line.</summary>
internal sealed class FirstStep(IArtifactStore artifacts, EffectLedger ledger) : IStep<EffectParameters>
{
    public static StepDescription Description { get; } = new(
        "chaos-first", StepRole.Source, StepDeterminism.Deterministic, "Makes an artifact of one line.");

    public Task<StepResult> ExecuteAsync(IContext context, StepInput<EffectParameters> input) =>
        EffectStep.ExecuteAsync(context, input, artifacts, ledger);
}

/// <summary>Adds a line to the artifact of the step before.</summary>
internal sealed class NextStep(IArtifactStore artifacts, EffectLedger ledger) : IStep<EffectParameters>
{
    public static StepDescription Description { get; } = new(
        "chaos-next", StepRole.Transformer, StepDeterminism.Deterministic, "Adds a line to an artifact.");

    public Task<StepResult> ExecuteAsync(IContext context, StepInput<EffectParameters> input) =>
        EffectStep.ExecuteAsync(context, input, artifacts, ledger);
}

/// <summary>What both steps do: one side effect, whose value in the ledger is the recorded result.</summary>
internal static class EffectStep
{
    public static async Task<StepResult> ExecuteAsync(
        IContext context, StepInput<EffectParameters> input, IArtifactStore artifacts, EffectLedger ledger)
    {
        var name = input.Parameters.Name;
        var value = await context.RunAsync("effect", async cancellationToken =>
        {
            var before = input.Image is { } image ? await artifacts.ReadAsync(image, cancellationToken) : [];
            byte[] after = [.. before, .. Encoding.ASCII.GetBytes(name + "\n")];
            await artifacts.WriteAsync(input.Output, after, cancellationToken);
            return ledger.Execute(name);
        });
        await ledger.TellAsync(context, LedgerKind.Seen, name, value);
        return new(value);
    }
}
