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
            Width = asked.Width ?? DefaultSide,
            Height = asked.Height ?? DefaultSide,
            Sampler = asked.Sampler,
            Output = input.Output,
            TimeoutMs = (long)options.Deadline.TotalMilliseconds,
        });
        return new($"Generated an image of {made.Width}×{made.Height} from the prompt '{asked.Prompt}', seed {seed}");
    }

    public Task<StepReport?> ReportAsync(string invocationId, CancellationToken cancellationToken) =>
        progress.OfAsync(invocationId, cancellationToken);
}
