using System.Text.Json;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Driving;

/// <summary>
/// A client: sends, calls, sends again, cancels, and from time to time waits for what it sent before, so that there is
/// never more under way than the server can do.
/// </summary>
internal sealed class Client(Workload workload, PatientClient http, TimeSpan pace)
{
    private const int MaxOpen = 12;

    // Of these: sent and not waited for; sent by several clients with one key at the same time; cancelled.
    private const double Sends = 0.6;
    private const double Duplicates = 0.15;
    private const double Cancels = 0.06;

    private readonly Queue<Operation> _open = [];

    /// <summary>All that it asked for.</summary>
    public List<Operation> Operations { get; } = [];

    /// <summary>Goes on until it is told to stop, and then waits for the end of all that it asked for.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ExecuteAsync(workload.Next());
            while (_open.Count > MaxOpen)
                await AttachAsync(_open.Dequeue());
            await Task.Delay(workload.UpTo((int)pace.TotalMilliseconds), TimeProvider.System, CancellationToken.None);
        }

        while (_open.TryDequeue(out var operation))
            await AttachAsync(operation);
    }

    private async Task ExecuteAsync(Operation operation)
    {
        Operations.Add(operation);
        operation.SentAt = TimeProvider.System.GetUtcNow();
        if (operation.Kind == OperationKind.UnkeyedUpdate)
            await SendOnceAsync(operation);
        else if (operation.Delay is null && !workload.Happens(Sends))
            await CallAsync(operation, times: workload.Happens(Duplicates) ? 3 : 1);
        else
            await SendAsync(operation, times: workload.Happens(Duplicates) ? 3 : 1);
    }

    private async Task SendOnceAsync(Operation operation)
    {
        var (path, json) = Workload.RequestOf(operation);
        if (await http.AskOnceAsync(HttpMethod.Post, path + "/send", json) is { } answer)
            Accept(operation, answer);
    }

    private async Task SendAsync(Operation operation, int times)
    {
        var (path, json) = Workload.RequestOf(operation);
        var send = operation.Delay is { } delay ? $"/send?delay={delay.TotalMilliseconds:0}ms" : "/send";
        var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(
            _ => http.AskAsync(HttpMethod.Post, path + send, json, operation.Name)));
        foreach (var answer in answers)
            Accept(operation, answer);
        _open.Enqueue(operation);
        if (workload.Happens(Cancels) && operation.InvocationIds is [var id, ..])
        {
            operation.MayBeCancelled = true;
            await http.AskAsync(HttpMethod.Patch, $"invocations/{id}/cancel", ofAdmin: true);
        }
    }

    private async Task CallAsync(Operation operation, int times)
    {
        var (path, json) = Workload.RequestOf(operation);
        var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(
            _ => http.AskAsync(HttpMethod.Post, path, json, operation.Name)));
        // It was accepted at the latest when it was answered.
        operation.AcceptedAt = TimeProvider.System.GetUtcNow();
        operation.Answers.AddRange(answers);
        // Once more, later: the answer is kept.
        if (workload.Happens(Duplicates))
            operation.Answers.Add(await http.AskAsync(HttpMethod.Post, path, json, operation.Name));
    }

    private async Task AttachAsync(Operation operation)
    {
        if (operation.InvocationIds is [var id, ..])
            operation.Answers.Add(await http.AttachAsync(id));
    }

    private static void Accept(Operation operation, Answer answer)
    {
        if (answer.Status is not (200 or 202))
        {
            operation.Answers.Add(answer);
            return;
        }

        operation.AcceptedAt ??= TimeProvider.System.GetUtcNow();
        using var receipt = JsonDocument.Parse(answer.Body);
        operation.InvocationIds.Add(receipt.RootElement.GetProperty("invocationId").GetString()!);
    }
}
