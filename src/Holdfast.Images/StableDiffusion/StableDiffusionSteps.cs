namespace Holdfast.Images.StableDiffusion;

/// <summary>
/// The seed's Stable Diffusion steps, by name only: definitions that use them are refused with a reason that helps.
/// </summary>
internal static class StableDiffusionSteps
{
    private const string NoBackend =
        "no Stable Diffusion backend is configured, and this release has none yet: leave the step out, or begin with "
        + "an image of your own (PUT /artifacts/NAME, then imgInputPath)";

    private static readonly StepDescription _generator = new(
        "stable-diffusion-generator",
        StepRole.Source,
        StepDeterminism.Seeded,
        "Makes an image from a prompt.");

    private static readonly StepDescription _transformer = new(
        "stable-diffusion-transformer",
        StepRole.Transformer,
        StepDeterminism.Seeded,
        "Changes the image by a prompt.");

    public static WorkflowsBuilder AddTo(WorkflowsBuilder workflows) => workflows
        .AddUnavailableStep(_generator, NoBackend)
        .AddUnavailableStep(_transformer, NoBackend);
}
