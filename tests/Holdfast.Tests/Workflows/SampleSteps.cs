using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Holdfast.Workflows;
using Holdfast.Workflows.Steps;
using Holdfast.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Workflows;

/// <summary>
/// Steps of the names and parameters that the first clients use. What they do is of no interest here.
/// </summary>
internal static class SampleSteps
{
    public static WorkflowsBuilder AddTo(WorkflowsBuilder workflows) => workflows
        .AddStep<PuppeteerStep, PuppeteerParameters>()
        .AddStep<RotateStep, RotateParameters>()
        .AddStep<BlurStep, BlurParameters>()
        .AddStep<FrameStep, FrameParameters>()
        .AddUnavailableStep(
            new("stable-diffusion-generator", StepRole.Source, StepDeterminism.Seeded, "Makes an image from a prompt."),
            "no Stable Diffusion server is configured");

    public static StepCatalogue Catalogue { get; } = Build().GetRequiredService<StepCatalogue>();

    public static WorkflowDefinition Validate(string body, WorkflowOptions? options = null) =>
        new DefinitionValidator(Catalogue, options ?? new()).Validate(System.Text.Encoding.UTF8.GetBytes(body));

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddHoldfast(holdfast => holdfast.AddWorkflows(workflows => AddTo(workflows)));
        return services.BuildServiceProvider();
    }
}

internal sealed record Viewport([Range(1, 10_000)] int Width = 1388, [Range(1, 10_000)] int Height = 800);

internal sealed record PuppeteerParameters(
    [Description("Page to take a picture of.")][StringLength(2048, MinimumLength = 1)] string Url,
    Viewport? Viewport = null);

internal sealed record RotateParameters([Description("Degrees, clockwise.")][Range(-360.0, 360.0)] double Angle);

internal sealed record BlurParameters([Range(0, 100)] int Blur = 5);

internal enum FrameStyle
{
    Plain,
    DoubleLine,
}

/// <summary>One of each kind of rule.</summary>
internal sealed record FrameParameters
{
    public FrameStyle Style { get; init; }

    [AllowedValues("black", "white")]
    public string? Color { get; init; }

    [RegularExpression("[a-z]+")]
    public string? Label { get; init; }

    [Length(1, 2)]
    public int[]? Widths { get; init; }

    public required bool Inside { get; init; }

    public Dictionary<string, long>? Margins { get; init; }
}

internal abstract class SampleStep<TParameters> : IStep<TParameters>
    where TParameters : class
{
    static StepDescription IStep<TParameters>.Description => throw new NotSupportedException();

    public Task<StepResult> ExecuteAsync(IContext context, StepInput<TParameters> input) =>
        throw new NotSupportedException();
}

internal sealed class PuppeteerStep : SampleStep<PuppeteerParameters>, IStep<PuppeteerParameters>
{
    public static StepDescription Description { get; } =
        new("puppeteer-service", StepRole.Source, StepDeterminism.Volatile, "Takes a picture of a web page.");
}

internal sealed class RotateStep : SampleStep<RotateParameters>, IStep<RotateParameters>
{
    public static StepDescription Description { get; } =
        new("rotate-img-service", StepRole.Transformer, StepDeterminism.Deterministic, "Turns the image.");
}

internal sealed class BlurStep : SampleStep<BlurParameters>, IStep<BlurParameters>
{
    public static StepDescription Description { get; } =
        new("blur-img-service", StepRole.Transformer, StepDeterminism.Deterministic, "Blurs the image.");
}

internal sealed class FrameStep : SampleStep<FrameParameters>, IStep<FrameParameters>
{
    public static StepDescription Description { get; } =
        new("frame-img-service", StepRole.Transformer, StepDeterminism.Deterministic, "Draws a frame.");
}
