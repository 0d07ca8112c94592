using System.Net;
using System.Text.Json;
using Holdfast.StableDiffusion.Servers;

namespace Holdfast.StableDiffusion.StableDiffusionCpp;

/// <summary>The calls of the job API of stable-diffusion.cpp's <c>sd-server</c>.</summary>
internal sealed class StableDiffusionCppApi(ServerConnection server)
{
    private const string Capabilities = "sdcpp/v1/capabilities";
    private const string Submit = "sdcpp/v1/img_gen";

    public string Address => server.Address;

    /// <returns>Null: this is no such server.</returns>
    /// <exception cref="BackendUnavailableException">It has no answer to that now.</exception>
    public async Task<ServerCapabilities?> GetCapabilitiesAsync(CancellationToken cancellationToken)
    {
        var answer = await server.GetAsync(Capabilities, cancellationToken);
        if (answer.IsSuccess || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return answer.ToValue(StableDiffusionCppJson.Default.ServerCapabilities) is { Samplers: not null } found
                ? found
                : null;
        }

        throw ServerFailure.Explain(server, Capabilities, answer);
    }

    /// <returns>The job's id.</returns>
    public async Task<string> SubmitAsync(
        ImageRequest request, string? sampler, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            JobRequest.Of(request, sampler), StableDiffusionCppJson.Default.JobRequest);
        var answer = await server.PostAsync(Submit, body, cancellationToken);
        if (answer.ToValue(StableDiffusionCppJson.Default.Job) is { Id.Length: > 0 } job)
            return job.Id;

        if (answer.Status == HttpStatusCode.TooManyRequests)
            throw new BackendUnavailableException($"{Address} has no room in its queue: {answer.Excerpt()}");
        if (ServerFailure.BlamesRequest(answer.Status))
        {
            // The server says no more than this of what is wrong.
            throw new TerminalException(
                $"{Address} refuses the request (HTTP {(int)answer.Status}): {answer.Excerpt()}. "
                + $"It was {request.Width}×{request.Height} with {request.Steps} steps"
                + (request.Initial is null ? "." : " from an image, which must be PNG or JPEG."),
                ErrorCode.BadRequest);
        }

        throw ServerFailure.Explain(server, Submit, answer);
    }

    /// <returns>Null: the server does not know it, or not any more.</returns>
    public async Task<Job?> GetJobAsync(string id, CancellationToken cancellationToken)
    {
        var path = $"sdcpp/v1/jobs/{Uri.EscapeDataString(id)}";
        var answer = await server.GetAsync(path, cancellationToken);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        return answer.ToValue(StableDiffusionCppJson.Default.Job) is { Status: not null } job
            ? job
            : throw ServerFailure.Explain(server, path, answer);
    }

    /// <returns>Whether the job will not be worked on any further.</returns>
    public async Task<bool> CancelAsync(string id, CancellationToken cancellationToken)
    {
        var path = $"sdcpp/v1/jobs/{Uri.EscapeDataString(id)}/cancel";
        var answer = await server.PostAsync(path, body: null, cancellationToken);
        return answer.IsSuccess || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone;
    }
}
