namespace Holdfast.Images.StableDiffusion;

/// <summary><c>stable-diffusion-transformer</c>: changes the image by a prompt.</summary>
internal sealed class TransformerStep(ImageOrder order, JobProgress progress, StableDiffusionOptions options)
    : IStep<TransformerParameters>, IReportsProgress
{
    public static StepDescription Description { get; } = new(
        "stable-diffusion-transformer",
        StepRole.Transformer,
        StepDeterminism.Seeded,
        "Changes the image by a prompt.")
    {
        ReportsProgress = true,
    };

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<TransformerParameters> input)
    {
        var asked = input.Parameters;
        var seed = asked.Seed ?? JobSeed.Draw(context);
        var made = await order.PlaceAsync(context, awakeable => new()
        {
            Id = context.InvocationId,
            Awakeable = awakeable,
            Prompt = asked.Prompt,
            NegativePrompt = asked.NegativePrompt,
            Seed = seed,
            Steps = asked.Steps,
            Guidance = asked.Guidance,
            Width = asked.Width,
            Height = asked.Height,
            Sampler = asked.Sampler,
            Input = input.Image,
            Strength = asked.Strength,
            Output = input.Output,
            TimeoutMs = (long)options.Deadline.TotalMilliseconds,
        });
        return new($"Transformed the image to {made.Width}×{made.Height} by the prompt '{asked.Prompt}', seed {seed}");
    }

    public Task<StepReport?> ReportAsync(string invocationId, CancellationToken cancellationToken) =>
        progress.OfAsync(invocationId, cancellationToken);
}
