using System.Net;
using System.Text.Json;
using Holdfast.StableDiffusion.Servers;

namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>The calls of the AUTOMATIC1111 API that are used. Null as an answer: the server has no such call.</summary>
internal sealed class Automatic1111Api(ServerConnection server)
{
    private const string InternalProgress = "internal/progress";
    private const string Interrupt = "sdapi/v1/interrupt";
    private const string Settings = "sdapi/v1/options";

    public string Address => server.Address;

    public static string PathOf(ImageRequest request) =>
        request.Initial is null ? "sdapi/v1/txt2img" : "sdapi/v1/img2img";

    /// <summary>Returns when the image is made: the server queues requests, and answers none before.</summary>
    public Task<ServerAnswer> MakeAsync(
        ImageRequest request, string? sampler, bool withTaskId, CancellationToken cancellationToken)
    {
        var body = GenerationRequest.Of(request, sampler, withTaskId);
        return server.PostPatientlyAsync(
            PathOf(request),
            JsonSerializer.SerializeToUtf8Bytes(body, Automatic1111Json.Default.GenerationRequest),
            cancellationToken);
    }

    public async Task<TaskState?> GetTaskAsync(string taskId, CancellationToken cancellationToken)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(new(taskId), Automatic1111Json.Default.TaskQuestion);
        var answer = await server.PostAsync(InternalProgress, question, cancellationToken);
        return answer.ToValue(Automatic1111Json.Default.TaskState) is { Active: not null } state ? state : null;
    }

    public async Task<ServerProgress?> GetProgressAsync(CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync("sdapi/v1/progress?skip_current_image=true", cancellationToken);
        var progress = answer.ToValue(Automatic1111Json.Default.ServerProgress);
        return progress?.State is null ? null : progress;
    }

    /// <summary>Stops whatever the server works on.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        var answer = await server.PostAsync(Interrupt, body: null, cancellationToken);
        if (!answer.IsSuccess)
            throw ServerFailure.Explain(server, Interrupt, answer);
    }

    /// <summary>Asked with the wrong method, which stops nothing: only a path that is there objects to it.</summary>
    public async Task<bool> HasInterruptAsync(CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync(Interrupt, cancellationToken);
        return answer.Status == HttpStatusCode.MethodNotAllowed;
    }

    /// <summary>
    /// Whether requests may name their task. Only the server's description of itself tells: without that name a request
    /// is as good. Null: the server has no description, as when it is switched off or cannot be made.
    /// </summary>
    public async Task<bool?> KnowsTaskIdsAsync(CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync("openapi.json", cancellationToken);
        return answer.IsSuccess && answer.Body.Span.IndexOf("\"/sdapi/v1/txt2img\""u8) >= 0
            ? answer.Body.Span.IndexOf("\"force_task_id\""u8) >= 0
            : null;
    }

    /// <summary>What the server is set to.</summary>
    /// <returns>Null: this is no such server.</returns>
    /// <exception cref="BackendUnavailableException">It has no answer to that now.</exception>
    public async Task<ServerSettings?> GetSettingsAsync(CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync(Settings, cancellationToken);
        if (answer.IsSuccess || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            return answer.ToValue(Automatic1111Json.Default.ServerSettings);
        throw ServerFailure.Explain(server, Settings, answer);
    }

    public async Task<IReadOnlyList<ModelEntry>?> GetModelsAsync(CancellationToken cancellationToken) =>
        (await server.GetAsync("sdapi/v1/sd-models", cancellationToken))
            .ToValue(Automatic1111Json.Default.IReadOnlyListModelEntry);

    public async Task<IReadOnlyList<SamplerEntry>?> GetSamplersAsync(CancellationToken cancellationToken) =>
        (await server.GetAsync("sdapi/v1/samplers", cancellationToken))
            .ToValue(Automatic1111Json.Default.IReadOnlyListSamplerEntry);

    /// <summary>Says what an answer that is no success means.</summary>
    public Exception Explain(ImageRequest request, ServerAnswer answer, Automatic1111Features features) =>
        Automatic1111Failure.Explain(server, request, answer, features);
}
