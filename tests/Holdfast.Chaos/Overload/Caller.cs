using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Overload;

/// <summary>
/// Asks for one update after the other, as fast as it is answered. Refused, it waits as it was told, or is impatient.
/// </summary>
/// <param name="name">Unique.</param>
/// <param name="client">Whose connections it uses.</param>
/// <param name="http">These connections.</param>
/// <param name="nextKey">What is updated next.</param>
/// <param name="isPatient">Waits as it was told when it is refused.</param>
/// <param name="sends">How many of its requests are not waited for, of one.</param>
internal sealed class Caller(
    string name, string client, HttpClient http, Func<string> nextKey, bool isPatient, double sends)
{
    private static readonly TimeSpan _impatience = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(StringComparer.Ordinal.GetHashCode(name));
    private int _number;

    /// <summary>All that was accepted.</summary>
    public List<Operation> Operations { get; } = [];

    public async Task RunAsync(Phase phase, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var operation = new Operation($"{name}-{_number++}", OperationKind.Update) { Key = nextKey() };
            operation.SentAt = TimeProvider.System.GetUtcNow();
            await ExecuteAsync(operation, _random.NextDouble() < sends, phase, stop);
        }
    }

    private async Task ExecuteAsync(Operation operation, bool isSend, Phase phase, CancellationToken stop)
    {
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(RequestFor(operation, isSend), CancellationToken.None);
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            if ((int)answer.StatusCode is 429 or 503)
            {
                await RefusedAsync(answer, phase, stop);
                // Nothing was accepted, so nothing is owed.
                if (stop.IsCancellationRequested)
                    return;
                continue;
            }

            operation.AcceptedAt = TimeProvider.System.GetUtcNow();
            if (!answer.IsSuccessStatusCode)
                phase.NoteWrong($"{(int)answer.StatusCode} {body}");
            else if (isSend)
                operation.InvocationIds.Add(
                    JsonDocument.Parse(body).RootElement.GetProperty("invocationId").GetString()!);
            else
                operation.Answers.Add(new((int)answer.StatusCode, body));
            Operations.Add(operation);
            if (!isSend)
                phase.Answer(client, operation.Key, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return;
        }
    }

    private async Task RefusedAsync(HttpResponseMessage refusal, Phase phase, CancellationToken stop)
    {
        phase.Refuse();
        if (refusal.Headers.RetryAfter?.Delta is not { } wait)
        {
            phase.NoteWrong($"{(int)refusal.StatusCode} without Retry-After");
            wait = _impatience;
        }

        var pause = (isPatient ? wait : _impatience) * (0.5 + _random.NextDouble());
        await Task.WhenAny(Task.Delay(pause, TimeProvider.System, stop));
    }

    private static HttpRequestMessage RequestFor(Operation operation, bool isSend) => new(
        HttpMethod.Post, new Uri($"tally/{operation.Key}/add{(isSend ? "/send" : "")}", UriKind.Relative))
    {
        Headers = { { "idempotency-key", operation.Name } },
        Content = new StringContent(JsonSerializer.Serialize(operation.Name), Encoding.UTF8, "application/json"),
    };
}
