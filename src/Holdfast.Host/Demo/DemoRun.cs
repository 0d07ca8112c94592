using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Host.Client;

namespace Holdfast.Host.Demo;

/// <summary>Runs one workflow over HTTP, as a client would, and shows how it goes.</summary>
internal sealed class DemoRun(ServerApi api, DemoScreen screen, TimeProvider time)
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(50);

    // Far longer than it takes; a machine where a step fails again and again must get an answer, too.
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    /// <summary>Ends when the workflow does.</summary>
    /// <exception cref="ProgramException">It failed, or did not end in time.</exception>
    public async Task<DemoStatus> ExecuteAsync(string id, Uri page, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var execution = api.CallAsync("workflow-executor/execute", Definition(id, page), id, either.Token);
            while (await Task.WhenAny(execution, Task.Delay(_pollInterval, time, either.Token)) != execution)
                screen.Show(await StatusAsync(id, either.Token));

            await execution;
            var end = await StatusAsync(id, either.Token);
            screen.Show(end);
            return end;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new ProgramException(
                ExitCode.Failed,
                $"The demo did not finish within {_deadline.TotalMinutes} minutes. "
                + (screen.LastError ?? "No step failed; the machine may be very slow."));
        }
    }

    private async Task<DemoStatus> StatusAsync(string id, CancellationToken cancellationToken)
    {
        var status = await api.CallAsync(
            "workflow-status/get", new JsonObject { ["key"] = id }, idempotencyKey: null, cancellationToken);
        return status is JsonObject
            ? status.Deserialize<DemoStatus>(JsonSerializerOptions.Web)!
            : new DemoStatus("Not started", null, null);
    }

    // A definition travels as text inside of the request.
    private static JsonObject Definition(string id, Uri page)
    {
        var definition = new JsonObject
        {
            ["id"] = id,
            ["steps"] = new JsonArray(
                Step("puppeteer-service", "url", page.AbsoluteUri),
                Step("rotate-img-service", "angle", 90),
                Step("blur-img-service", "blur", 5)),
        };
        return new JsonObject { ["request"] = definition.ToJsonString() };
    }

    private static JsonObject Step(string service, string parameter, JsonNode value) =>
        new() { ["service"] = service, ["parameters"] = new JsonObject { [parameter] = value } };
}
