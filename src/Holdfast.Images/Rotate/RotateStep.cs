using System.Globalization;
using Holdfast.Images.Pixels;

namespace Holdfast.Images.Rotate;

/// <summary><c>rotate-img-service</c>: turns the image by any angle.</summary>
internal sealed class RotateStep(ImageTransform images) : IStep<RotateParameters>
{
    public static StepDescription Description { get; } = new(
        "rotate-img-service",
        StepRole.Transformer,
        StepDeterminism.Deterministic,
        "Rotates the image counter-clockwise by any angle; the result is a PNG that holds all of it.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<RotateParameters> input)
    {
        var (angle, background) = input.Parameters;
        var rotation = new Rotation(angle, Background.Parse(background));
        await context.RunAsync(
            "rotate",
            cancellationToken => images.RunAsync(input.Image, input.Output, rotation.Apply, cancellationToken),
            ImageTransform.Retries);
        return new($"Rotated the image by {angle.ToString(CultureInfo.InvariantCulture)} degrees");
    }
}
