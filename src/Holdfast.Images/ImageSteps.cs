using Holdfast.Images.Blur;
using Holdfast.Images.Pixels;
using Holdfast.Images.Rotate;
using Holdfast.Images.Screenshot;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.StableDiffusion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Images;

/// <summary>Adds the image steps to workflows.</summary>
public static class ImageSteps
{
    /// <summary>Adds <c>puppeteer-service</c>, <c>rotate-img-service</c> and <c>blur-img-service</c>.</summary>
    /// <param name="workflows">What they are added to.</param>
    /// <param name="images">Limits; null: the defaults.</param>
    /// <param name="screenshots">How the browser is run; null: the defaults.</param>
    public static WorkflowsBuilder AddImageSteps(
        this WorkflowsBuilder workflows, ImageOptions? images = null, ScreenshotOptions? screenshots = null)
    {
        var services = workflows.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(images ?? new());
        services.AddSingleton(screenshots ?? new());
        services.AddSingleton<ImageTransform>();
        services.AddSingleton<ChromiumLauncher>();
        services.AddSingleton<ChromiumSupply>();
        services.AddHostedService(provider => provider.GetRequiredService<ChromiumSupply>());
        return workflows
            .AddStep<ScreenshotStep, ScreenshotParameters>()
            .AddStep<RotateStep, RotateParameters>()
            .AddStep<BlurStep, BlurParameters>()
            .AddStableDiffusionSteps();
    }
}
