using Holdfast.StableDiffusion.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.StableDiffusion;

/// <summary>Makes images for the Stable Diffusion steps, from a queue on disk.</summary>
public static class StableDiffusionWorker
{
    /// <summary>
    /// Adds the worker to a program on the embedded engine that has an <see cref="IArtifactStore"/>, the same one as
    /// the steps:
    /// <c>AddHoldfast(h => h.AddSteps(…).AddStableDiffusionWorker(…).UseEmbedded(…))</c>.
    /// </summary>
    /// <param name="holdfast">The program.</param>
    /// <param name="backend">Makes the images.</param>
    /// <param name="answers">Where outcomes go.</param>
    /// <param name="options">Limits; null: the defaults.</param>
    public static HoldfastBuilder AddStableDiffusionWorker(
        this HoldfastBuilder holdfast,
        Func<IServiceProvider, IImageBackend> backend,
        IJobAnswers answers,
        WorkerOptions? options = null)
    {
        options ??= new();
        holdfast.Services.AddSingleton(options);
        holdfast.Services.AddSingleton(backend);
        holdfast.Services.AddSingleton(answers);
        holdfast.Services.AddSingleton<JobBoard>();
        holdfast.Services.AddSingleton<ImageMaking>();
        holdfast.Services.AddHostedService<BackendAnnouncement>();
        return holdfast.Add(ImageJobService.Define(options));
    }

    /// <summary>Maps <c>POST /jobs</c>, <c>GET /jobs/{id}</c> and <c>DELETE /jobs/{id}</c>.</summary>
    public static IEndpointConventionBuilder MapStableDiffusionJobs(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/jobs");
        group.MapPost("", JobEndpoints.PostAsync).WithMetadata(new RequestSizeLimitAttribute(64 * 1024));
        group.MapGet("{id}", JobEndpoints.GetAsync);
        group.MapDelete("{id}", JobEndpoints.DeleteAsync);
        return group;
    }
}
