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
        var job = PromptJob.Of(input.Parameters, context, input.Output, options.Deadline);
        var made = await order.PlaceAsync(
            context, job with { Input = input.Image, Strength = input.Parameters.Strength });
        return new(
            $"Transformed the image to {made.Width}×{made.Height} by the prompt '{job.Prompt}', seed {job.Seed}");
    }

    public Task<StepReport?> ReportAsync(string invocationId, CancellationToken cancellationToken) =>
        progress.OfAsync(invocationId, cancellationToken);
}
