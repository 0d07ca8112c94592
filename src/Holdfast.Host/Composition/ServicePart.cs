using Holdfast.Host.Configuration;
using Holdfast.Images;
using Holdfast.Workflows;

namespace Holdfast.Host.Composition;

/// <summary>The services of one of several processes behind Restate Server.</summary>
/// <param name="Name">As in <c>holdfast service browser</c>.</param>
/// <param name="Port">Listened on unless said otherwise.</param>
/// <param name="Summary">One sentence for <c>--help</c>.</param>
/// <param name="AddTo">Adds them.</param>
/// <param name="Settings">What can be set, beside what every such process has.</param>
internal sealed record ServicePart(
    string Name,
    int Port,
    string Summary,
    Action<HoldfastBuilder, ServerOptions> AddTo,
    params IReadOnlyList<Setting> Settings)
{
    public static readonly IReadOnlyList<ServicePart> All =
    [
        new(
            "workflows",
            9080,
            "Serve the workflows: definitions are validated, executed and looked up here.",
            (holdfast, options) => holdfast.AddWorkflows(workflows =>
            {
                workflows.Configure(options);
                workflows.AddRemoteImageSteps(options.StableDiffusion.IsConfigured);
            }),
            Configuration.Settings.Retention,
            Configuration.Settings.StableDiffusionWorker),
        Steps(
            "browser",
            9081,
            "Serve the step that takes screenshots.",
            (steps, options) => steps.AddScreenshotStep(options.Screenshots),
            Configuration.Settings.Chromium,
            Configuration.Settings.ScreenshotAllow),
        Steps(
            "transformers",
            9082,
            "Serve the steps that rotate and blur.",
            (steps, _) => steps.AddTransformSteps()),
        Steps(
            "stable-diffusion",
            9083,
            "Serve the steps that make images from prompts, with the help of a worker.",
            (steps, options) => steps.AddStableDiffusionSteps(options.StableDiffusionSteps),
            Configuration.Settings.StableDiffusionWorker with { Default = "http://localhost:5050" },
            Configuration.Settings.StableDiffusionTimeout),
    ];

    public bool NeedsBrowser => Settings.Contains(Configuration.Settings.Chromium);

    private static ServicePart Steps(
        string name,
        int port,
        string summary,
        Action<WorkflowsBuilder, ServerOptions> add,
        params IReadOnlyList<Setting> settings) =>
        new(
            name,
            port,
            summary,
            (holdfast, options) => holdfast.AddSteps(steps =>
            {
                steps.Configure(options);
                add(steps, options);
            }),
            settings);
}
