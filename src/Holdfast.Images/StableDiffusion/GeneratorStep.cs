namespace Holdfast.Images.StableDiffusion;

/// <summary><c>stable-diffusion-generator</c>: makes an image from a prompt.</summary>
internal sealed class GeneratorStep(ImageOrder order, JobProgress progress, StableDiffusionOptions options)
    : IStep<GeneratorParameters>, IReportsProgress
{
    private const int DefaultSide = 512;

    public static StepDescription Description { get; } = new(
        "stable-diffusion-generator",
        StepRole.Source,
        StepDeterminism.Seeded,
        "Makes an image from a prompt.")
    {
        ReportsProgress = true,
    };

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<GeneratorParameters> input)
    {
        var job = PromptJob.Of(input.Parameters, context, input.Output, options.Deadline);
        var made = await order.PlaceAsync(
            context, job with { Width = job.Width ?? DefaultSide, Height = job.Height ?? DefaultSide });
        return new($"Generated an image of {made.Width}×{made.Height} from the prompt '{job.Prompt}', seed {job.Seed}");
    }

    public Task<StepReport?> ReportAsync(string invocationId, CancellationToken cancellationToken) =>
        progress.OfAsync(invocationId, cancellationToken);
}
