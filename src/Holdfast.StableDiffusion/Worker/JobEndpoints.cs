using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Holdfast.StableDiffusion.Worker;

/// <summary><c>POST /jobs</c>, <c>GET /jobs/{id}</c>, <c>DELETE /jobs/{id}</c>.</summary>
internal static class JobEndpoints
{
    private const int MaxBytes = 64 * 1024;
    private const int NotReady = 470;
    private const string RetryAfterSeconds = "5";

    /// <summary>Takes a job: it is on disk when the answer is 202. Repeated, it is the same job.</summary>
    public static async Task<IResult> PostAsync(
        HttpContext http, IHoldfastClient client, JobBoard board, CancellationToken cancellationToken)
    {
        var (job, problem) = await ReadAsync(http.Request, cancellationToken);
        problem ??= ImageJobRules.ProblemOf(job!);
        if (problem is not null)
            return Error(StatusCodes.Status400BadRequest, problem);
        if (board.IsFull && board.Find(job!.Id) is null)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Error(StatusCodes.Status503ServiceUnavailable, "the queue is full; send the job again later");
        }

        await client.SendAsync(
            ImageJobService.RunOf(job!.Id), JobJson.Write(job), delay: null, CallOptions.None, cancellationToken);
        return Json(new ImageJobStatus(ImageJobState.Queued), StatusCodes.Status202Accepted);
    }

    public static async Task<IResult> GetAsync(
        string id,
        IHoldfastClient client,
        IInvocationQueries queries,
        JobBoard board,
        CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await client.OutputAsync(
                new InvocationTarget.ByWorkflow(ImageJobService.Name, id), cancellationToken);
            return Json(new ImageJobStatus(ImageJobState.Ended, Outcome: JobJson.Read<ImageOutcome>(outcome)));
        }
        catch (TerminalException notYet) when (notYet.Code == NotReady)
        {
            return Json(await UnderWayAsync(id, queries, board, cancellationToken));
        }
        catch (TerminalException unknown) when (unknown.Code == ErrorCode.NotFound)
        {
            return Unknown(id);
        }
        catch (TerminalException killed)
        {
            return Json(new ImageJobStatus(
                ImageJobState.Ended, Outcome: new(0, 0, new(killed.Code, killed.Message))));
        }
    }

    /// <summary>Ends a job. Its awakeable is answered with the code 409.</summary>
    public static async Task<IResult> DeleteAsync(
        string id,
        IHoldfastClient client,
        IInvocationQueries queries,
        JobBoard board,
        CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(ImageJobService.QueryOf(id), cancellationToken);
        if (page.Items is not [var run, ..])
            return Unknown(id);
        if (run.Status == InvocationStatus.Completed)
        {
            // A job that an operator killed had no chance to do it.
            board.Forget(id);
            return Error(StatusCodes.Status409Conflict, $"the job '{id}' has ended already");
        }

        await client.CancelAsync(run.Id, cancellationToken);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<ImageJobStatus> UnderWayAsync(
        string id, IInvocationQueries queries, JobBoard board, CancellationToken cancellationToken)
    {
        switch (board.Find(id))
        {
            case { Phase: JobPhase.Generating } made:
                var progress = made.Progress;
                return new(
                    ImageJobState.Generating,
                    Fraction: progress?.Fraction,
                    RemainingMs: (long?)progress?.Remaining?.TotalMilliseconds);
            case { Phase: JobPhase.Waiting } waiting:
                return new(ImageJobState.Queued, board.CountAhead(waiting));
            default:
                var page = await queries.ListAsync(ImageJobService.QueryOf(id), cancellationToken);
                return new(ImageJobState.Queued, Problem: page.Items is [var run, ..] ? run.LastFailure : null);
        }
    }

    private static async Task<(ImageJob? Job, string? Problem)> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            return (null, $"a job has at most {MaxBytes} bytes");
        try
        {
            var job = await JsonSerializer.DeserializeAsync<ImageJob>(request.Body, ImageJob.Json, cancellationToken);
            return job is null ? (null, "the body must be a job, and is null") : (job, null);
        }
        catch (JsonException mistake)
        {
            return (null, $"the body is not a job: {mistake.Message}");
        }
        catch (BadHttpRequestException mistake)
        {
            return (null, mistake.Message);
        }
    }

    private static JsonHttpResult<JobError> Unknown(string id) => Error(
        StatusCodes.Status404NotFound, $"there is no job '{id}', or it is no longer kept");

    private static JsonHttpResult<JobError> Error(int code, string message) =>
        TypedResults.Json(new JobError(code, message), ImageJob.Json, statusCode: code);

    private static JsonHttpResult<ImageJobStatus> Json(ImageJobStatus status, int code = StatusCodes.Status200OK) =>
        TypedResults.Json(status, ImageJob.Json, statusCode: code);

    private sealed record JobError(int Code, string Message, string Source = "worker");
}
