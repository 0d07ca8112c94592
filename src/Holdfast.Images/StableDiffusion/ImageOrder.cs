using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Holdfast.Images.StableDiffusion;

/// <summary>
/// Hands a job to the worker and waits for its answer: on an awakeable, so that the invocation may be suspended
/// meanwhile. An answer can get lost, with a worker's disk or a restored backup; so the worker is asked now and then,
/// and given the job again if it does not know it.
/// </summary>
internal sealed partial class ImageOrder(WorkerClient worker, StableDiffusionOptions options)
{
    private const int GatewayTimeout = 504;

    private static readonly TimeSpan _firstCheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _longestCheck = TimeSpan.FromMinutes(8);
    private static readonly RunOptions _withdrawal = new() { MaxAttempts = 5, MaxInterval = TimeSpan.FromSeconds(2) };

    /// <summary>Makes an image; it is in the store when this returns.</summary>
    /// <param name="context">Of the step.</param>
    /// <param name="order">What to make; the awakeable to answer is added here.</param>
    /// <exception cref="TerminalException">There will be no image: the message says why.</exception>
    public async Task<ImageOutcome> PlaceAsync(IContext context, ImageJob order)
    {
        // Bytes: the worker writes them, by a contract that the program's own serdes do not change.
        var answer = context.Awakeable<ReadOnlyMemory<byte>>();
        var job = order with { Awakeable = answer.Id };
        try
        {
            // Recorded, so that a deadline that was changed meanwhile does not change what is replayed.
            var timeoutMs = await context.RunAsync("submit", SubmitAsync, new() { MaxDuration = options.Deadline });
            return await WaitAsync(context, job, answer.Result, TimeSpan.FromMilliseconds(timeoutMs));
        }
        catch (TerminalException failure) when (failure is CancelledException or { Code: GatewayTimeout })
        {
            await WithdrawAsync(context, job.Id);
            throw;
        }

        async Task<long> SubmitAsync(CancellationToken cancellationToken)
        {
            await worker.SubmitAsync(job, cancellationToken);
            return job.TimeoutMs;
        }
    }

    private async Task<ImageOutcome> WaitAsync(
        IContext context, ImageJob job, DurableTask<ReadOnlyMemory<byte>> answer, TimeSpan limit)
    {
        for (var (waited, check) = (TimeSpan.Zero, _firstCheck); waited < limit; waited += check, check = Next(check))
        {
            if (await answer.WithinAsync(check))
                return Read(await answer);
            var found = await context.RunAsync(
                "check", cancellationToken => CheckAsync(job, context.Logger, cancellationToken));
            if (found.Length > 0)
                return Read(found);
        }

        throw new TerminalException(
            $"The image was not there within {limit.TotalMinutes:0.#} minutes, and is no longer waited for.",
            GatewayTimeout);
    }

    /// <summary>The outcome that the worker has; empty: none yet.</summary>
    private async Task<ReadOnlyMemory<byte>> CheckAsync(
        ImageJob job, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var status = await worker.FindAsync(job.Id, cancellationToken);
            if (status is null)
                await worker.SubmitAsync(job, cancellationToken);
            return status?.Outcome is { } outcome
                ? JsonSerializer.SerializeToUtf8Bytes(outcome, ImageJob.Json)
                : default;
        }
        catch (HttpRequestException away)
        {
            // It may be back before the next check; its answer does not need this one.
            NotChecked(logger, away.Message);
            return default;
        }
    }

    private async Task WithdrawAsync(IContext context, string id)
    {
        try
        {
            await context.RunAsync(
                "withdraw", cancellationToken => worker.CancelAsync(id, cancellationToken), _withdrawal);
        }
        catch (TerminalException)
        {
            // The worker is away: it gives the job up at its own deadline.
        }
    }

    private static TimeSpan Next(TimeSpan check) => check < _longestCheck ? check * 2 : check;

    private static ImageOutcome Read(ReadOnlyMemory<byte> answer)
    {
        var outcome = JsonSerializer.Deserialize<ImageOutcome>(answer.Span, ImageJob.Json)!;
        return outcome.Failure is { } failure ? throw new TerminalException(failure.Message, failure.Code) : outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void NotChecked(ILogger logger, string problem);
}
