using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.StableDiffusion.Worker;

/// <summary>
/// A job is a workflow of the worker's own engine, keyed by the job's id: so the queue is on disk, a repeated job is
/// the same job, attempts are retried while the backend is away, and outcomes are kept for who asks late.
/// </summary>
internal static partial class ImageJobService
{
    public const string Name = "stable-diffusion-job";

    private const string Run = "run";

    // An answer is worth a day: until then, who waits for it asks, too.
    private static readonly RunOptions _answering = new()
    {
        MaxDuration = TimeSpan.FromDays(1),
        MaxInterval = TimeSpan.FromSeconds(30),
    };

    public static InvocationQuery QueryOf(string id) => new() { Service = Name, Handler = Run, Key = id, Limit = 1 };

    public static Target RunOf(string id) => new(Name, Run, id);

    public static ServiceDefinition Define(WorkerOptions options) => ServiceDefinition.Workflow(Name)
        .With(new HandlerOptions { WorkflowRetention = options.Retention, Documentation = "Makes one image." })
        .Handler<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(Run, RunAsync);

    private static async Task<ReadOnlyMemory<byte>> RunAsync(
        IServiceProvider services, IWorkflowContext context, ReadOnlyMemory<byte> request)
    {
        var job = JobJson.Read<ImageJob>(request);
        var outcome = JobJson.Write(await MakeAsync(services, context, job));
        try
        {
            var answers = services.GetRequiredService<IJobAnswers>();
            await context.RunAsync(
                "answer",
                cancellationToken => answers.DeliverAsync(job.Awakeable, outcome, cancellationToken),
                _answering);
        }
        catch (TerminalException undelivered)
        {
            NotDelivered(context.Logger, job.Id, undelivered.Message);
        }

        services.GetRequiredService<JobBoard>().Forget(job.Id);
        return outcome;
    }

    private static async Task<ImageOutcome> MakeAsync(
        IServiceProvider services, IWorkflowContext context, ImageJob job)
    {
        var making = services.GetRequiredService<ImageMaking>();
        try
        {
            return JobJson.Read<ImageOutcome>(await context.RunAsync(
                "make",
                async cancellationToken => JobJson.Write(await making.MakeAsync(job, cancellationToken)),
                new() { MaxDuration = TimeSpan.FromMilliseconds(job.TimeoutMs) }));
        }
        catch (TerminalException failure)
        {
            // Cancelled: the backend must not go on with what nobody wants.
            if (failure is CancelledException)
                services.GetRequiredService<JobBoard>().Find(job.Id)?.Stop();
            return new(0, 0, new(failure.Code, failure.Message));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The outcome of the job {Id} could not be delivered; who waits for it finds it at GET /jobs/{Id}: {Problem}")]
    private static partial void NotDelivered(ILogger logger, string id, string problem);
}
