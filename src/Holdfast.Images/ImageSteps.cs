using System.Net;
using Holdfast.Images.Blur;
using Holdfast.Images.Pixels;
using Holdfast.Images.Rotate;
using Holdfast.Images.Screenshot;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Holdfast.Images.StableDiffusion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Images;

/// <summary>
/// Adds the image steps to workflows: all to one process, or each group to a process of its own and all of them as
/// remote steps to the one that runs workflows.
/// </summary>
public static class ImageSteps
{
    /// <summary>Adds all image steps.</summary>
    /// <param name="workflows">What they are added to.</param>
    /// <param name="images">Limits; null: the defaults.</param>
    /// <param name="screenshots">How the browser is run; null: the defaults.</param>
    /// <param name="stableDiffusion">Which worker makes images; null: definitions with such steps are refused.</param>
    public static WorkflowsBuilder AddImageSteps(
        this WorkflowsBuilder workflows,
        ImageOptions? images = null,
        ScreenshotOptions? screenshots = null,
        StableDiffusionOptions? stableDiffusion = null) =>
        workflows.AddScreenshotStep(screenshots).AddTransformSteps(images).AddStableDiffusionSteps(stableDiffusion);

    /// <summary>Adds all image steps as steps that other processes serve.</summary>
    /// <param name="workflows">What they are added to.</param>
    /// <param name="stableDiffusion">
    /// Does the process of the Stable Diffusion steps have a worker? If not, definitions with such steps are refused.
    /// </param>
    public static WorkflowsBuilder AddRemoteImageSteps(this WorkflowsBuilder workflows, bool stableDiffusion = false)
    {
        workflows
            .AddRemoteStep<ScreenshotParameters>(ScreenshotStep.Description)
            .AddRemoteStep<RotateParameters>(RotateStep.Description)
            .AddRemoteStep<BlurParameters>(BlurStep.Description);
        return stableDiffusion
            ? StableDiffusionSteps.AddRemote(workflows)
            : StableDiffusionSteps.AddUnavailable(workflows);
    }

    /// <summary>Adds <c>puppeteer-service</c>, which needs a browser.</summary>
    /// <param name="workflows">What it is added to.</param>
    /// <param name="screenshots">How the browser is run; null: the defaults.</param>
    public static WorkflowsBuilder AddScreenshotStep(
        this WorkflowsBuilder workflows, ScreenshotOptions? screenshots = null)
    {
        var services = workflows.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(screenshots ?? new());
        services.TryAddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<PageNetworks>();
        services.AddSingleton<ChromiumLauncher>();
        services.AddSingleton<ChromiumSupply>();
        services.AddHostedService(provider => provider.GetRequiredService<ChromiumSupply>());
        return workflows.AddStep<ScreenshotStep, ScreenshotParameters>();
    }

    /// <summary>Adds <c>rotate-img-service</c> and <c>blur-img-service</c>.</summary>
    /// <param name="workflows">What they are added to.</param>
    /// <param name="images">Limits; null: the defaults.</param>
    public static WorkflowsBuilder AddTransformSteps(this WorkflowsBuilder workflows, ImageOptions? images = null)
    {
        workflows.Services.AddSingleton(images ?? new());
        workflows.Services.TryAddSingleton(TimeProvider.System);
        workflows.Services.AddSingleton<RecentPixels>();
        workflows.Services.AddSingleton<ImageTransform>();
        return workflows
            .AddStep<RotateStep, RotateParameters>()
            .AddStep<BlurStep, BlurParameters>();
    }

    /// <summary>Adds <c>stable-diffusion-generator</c> and <c>stable-diffusion-transformer</c>.</summary>
    /// <param name="workflows">What they are added to.</param>
    /// <param name="stableDiffusion">Which worker makes images; null: definitions with such steps are refused.</param>
    public static WorkflowsBuilder AddStableDiffusionSteps(
        this WorkflowsBuilder workflows, StableDiffusionOptions? stableDiffusion = null) => stableDiffusion is null
        ? StableDiffusionSteps.AddUnavailable(workflows)
        : StableDiffusionSteps.AddServed(workflows, stableDiffusion);
}
