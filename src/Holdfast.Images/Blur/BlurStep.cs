using System.Globalization;
using Holdfast.Images.Pixels;

namespace Holdfast.Images.Blur;

/// <summary><c>blur-img-service</c>: makes the image soft.</summary>
internal sealed class BlurStep(ImageTransform images) : IStep<BlurParameters>
{
    public static StepDescription Description { get; } = new(
        "blur-img-service",
        StepRole.Transformer,
        StepDeterminism.Deterministic,
        "Blurs the image by a radius in pixels; the result is a PNG of the same size.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<BlurParameters> input)
    {
        var radius = input.Parameters.Blur;
        var blur = new TriangleBlur(radius);
        await context.RunAsync(
            "blur",
            cancellationToken => images.RunAsync(input.Image, input.Output, blur.Apply, cancellationToken),
            ImageTransform.Retries);
        return new($"Blurred the image with radius {radius.ToString(CultureInfo.InvariantCulture)}");
    }
}
