using System.ComponentModel.DataAnnotations;
using System.Text;
using Holdfast.Workflows;

namespace Holdfast.Engine.Tests.Workflows;

// Steps under the names of the real ones. Their "images" are the PNG signature and a text that says what was done.

internal sealed record PageParameters(string Url);

internal sealed record AngleParameters([Range(-360, 360)] int Angle);

internal sealed record BlurParameters([Range(0, 100)] int Blur = 5);

internal sealed class PageStep(Workshop workshop, IArtifactStore artifacts) : IStep<PageParameters>
{
    public static StepDescription Description { get; } =
        new("puppeteer-service", StepRole.Source, StepDeterminism.Volatile, "Takes a picture of a page.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<PageParameters> input)
    {
        await context.RunAsync("screenshot", async cancellationToken =>
        {
            await workshop.VisitAsync(Description.Service, cancellationToken);
            await artifacts.WriteAsync(input.Output, Painting.Of($"page {input.Parameters.Url}"), cancellationToken);
        });
        return new($"Took a picture of {input.Parameters.Url}");
    }
}

internal sealed class RotateStep(Workshop workshop, IArtifactStore artifacts) : IStep<AngleParameters>
{
    public static StepDescription Description { get; } =
        new("rotate-img-service", StepRole.Transformer, StepDeterminism.Deterministic, "Turns the image.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<AngleParameters> input)
    {
        var degrees = await context.RunAsync("rotate", async cancellationToken =>
        {
            await workshop.VisitAsync(Description.Service, cancellationToken);
            var image = await artifacts.ReadAsync(input.Image!.Value, cancellationToken);
            await artifacts.WriteAsync(
                input.Output, Painting.Add(image, $"rotated {input.Parameters.Angle}"), cancellationToken);
            return input.Parameters.Angle;
        });
        return new($"Rotated by {degrees} degrees");
    }
}

internal sealed class BlurStep(Workshop workshop, IArtifactStore artifacts) : IStep<BlurParameters>
{
    public static StepDescription Description { get; } =
        new("blur-img-service", StepRole.Transformer, StepDeterminism.Deterministic, "Blurs the image.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<BlurParameters> input)
    {
        await context.RunAsync("blur", async cancellationToken =>
        {
            await workshop.VisitAsync(Description.Service, cancellationToken);
            var image = await artifacts.ReadAsync(input.Image!.Value, cancellationToken);
            await artifacts.WriteAsync(
                input.Output, Painting.Add(image, $"blurred {input.Parameters.Blur}"), cancellationToken);
        });
        return new($"Blurred by {input.Parameters.Blur}");
    }
}

internal static class Painting
{
    private static readonly byte[] _signature = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];

    public static byte[] Of(string text) => [.. _signature, .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Add(byte[] image, string text) => [.. image, .. Encoding.UTF8.GetBytes(", " + text)];

    public static string TextOf(byte[] image)
    {
        Assert.Equal(_signature, image[.._signature.Length]);
        return Encoding.UTF8.GetString(image.AsSpan(_signature.Length));
    }
}
