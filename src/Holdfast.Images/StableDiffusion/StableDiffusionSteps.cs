using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Images.StableDiffusion;

/// <summary>Adds the Stable Diffusion steps: served here, served elsewhere, or refused with a reason.</summary>
internal static class StableDiffusionSteps
{
    private const string NoWorker =
        "no Stable Diffusion backend is configured. Start the server with --stable-diffusion-model (a model, to make "
        + "images in this process), --stable-diffusion-url (a server that makes images: http://localhost:7860) or "
        + "--stable-diffusion-worker (a worker of Holdfast); or begin with an image of your own "
        + "(PUT /artifacts/NAME, then imgInputPath)";

    public static WorkflowsBuilder AddServed(WorkflowsBuilder workflows, StableDiffusionOptions options)
    {
        workflows.Services.AddSingleton(options);
        workflows.Services.AddSingleton<WorkerClient>();
        workflows.Services.AddSingleton<ImageOrder>();
        workflows.Services.AddSingleton<JobProgress>();
        return workflows
            .AddStep<GeneratorStep, GeneratorParameters>()
            .AddStep<TransformerStep, TransformerParameters>();
    }

    public static WorkflowsBuilder AddRemote(WorkflowsBuilder workflows) => workflows
        .AddRemoteStep<GeneratorParameters>(GeneratorStep.Description)
        .AddRemoteStep<TransformerParameters>(TransformerStep.Description);

    public static WorkflowsBuilder AddUnavailable(WorkflowsBuilder workflows) => workflows
        .AddUnavailableStep(GeneratorStep.Description, NoWorker)
        .AddUnavailableStep(TransformerStep.Description, NoWorker);
}
