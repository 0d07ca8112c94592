namespace Holdfast.Images;

/// <summary>Steps that make and change images from prompts.</summary>
public static class StableDiffusionSteps
{
    private const string Reason =
        "this server has no Stable Diffusion back end. Leave the step out; GET /workflows/steps lists what can be used";

    /// <summary>
    /// Adds <c>stable-diffusion-generator</c> and <c>stable-diffusion-transformer</c> as known but unavailable, so that
    /// definitions with them are refused with the reason.
    /// </summary>
    public static WorkflowsBuilder AddUnavailableStableDiffusion(this WorkflowsBuilder workflows) => workflows
        .AddUnavailableStep(
            new(
                "stable-diffusion-generator",
                StepRole.Source,
                StepDeterminism.Seeded,
                "Makes an image from a prompt."),
            Reason)
        .AddUnavailableStep(
            new(
                "stable-diffusion-transformer",
                StepRole.Transformer,
                StepDeterminism.Seeded,
                "Changes the image as a prompt says."),
            Reason);
}
