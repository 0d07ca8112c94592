using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Testing.Hostile;

namespace Holdfast.Engine.Tests.Workflows;

/// <summary>
/// Requests that were made to break the server, over HTTP: whatever comes is done or refused with a reason, and the
/// server serves the next one.
/// </summary>
public sealed class HostileRequests
{
    private const int DefaultCases = 300;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private static readonly string[] _segments =
    [
        "workflow-executor", "workflow-status", "workflow-run", "execute", "get", "run", "send", "restate", "call",
        "attach", "output", "invocation", "awakeables", "resolve", "lookup", "invocations", "cancel", "artifacts",
        "workflows", "health", "%2e%2e", "a%2Fb", "%00", "%ff", "inv_1", "sign_1", "x", "%C3%A9", "", "*",
        "inv_1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];

    private static readonly string[] _queries =
    [
        "", "?delay=1s", "?delay=", "?delay=-1s", "?delay=99999999999999999d", "?limit=-1", "?cursor=%00", "?status=x",
    ];

    private static readonly string[] _keys = ["", "k", "a\tb", new('k', 3000)];

    private static readonly string[] _types =
        ["application/json", "text/plain", "application/octet-stream", "application/json; charset=utf-16"];

    [Fact]
    public async Task A_definition_is_executed_or_refused_with_a_reason()
    {
        await using var host = await WorkflowHost.StartAsync();
        foreach (var seed in Cases.Seeds(DefaultCases))
        {
            var definition = new DefinitionMutator(seed).Next();
            using var content = new ByteArrayContent(definition);
            content.Headers.ContentType = new("application/json");
            using var response = await host.Http.PostAsync(
                new Uri("/workflow-executor/execute", UriKind.Relative), content).WaitAsync(_deadline);
            await AssertAnsweredAsync(response, $"HOLDFAST_FUZZ_SEED={seed}: {Encoding.UTF8.GetString(definition)}");
        }

        await AssertServesAsync(host);
    }

    [Fact]
    public async Task Any_request_is_answered_with_a_reason()
    {
        await using var host = await WorkflowHost.StartAsync();
        foreach (var seed in Cases.Seeds(DefaultCases))
        {
            using var request = Any(host.Http.BaseAddress!, new Random(seed), seed);
            using var response = await host.Http.SendAsync(request).WaitAsync(_deadline);
            await AssertAnsweredAsync(response, $"HOLDFAST_FUZZ_SEED={seed}: {request}");
        }

        await AssertServesAsync(host);
    }

    private static HttpRequestMessage Any(Uri server, Random random, int seed)
    {
        var path = string.Join('/', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => One(random, _segments)));
        HttpMethod[] methods = [HttpMethod.Post, HttpMethod.Get, HttpMethod.Patch, HttpMethod.Put, HttpMethod.Delete];
        var method = One(random, methods);
        // A path that begins with two slashes names another server, unless it is written out.
        var request = new HttpRequestMessage(method, new Uri($"{server}{path}{One(random, _queries)}"));
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(new DefinitionMutator(seed).Next());
            request.Content.Headers.TryAddWithoutValidation("content-type", One(random, _types));
        }

        if (random.Next(3) == 0)
            request.Headers.TryAddWithoutValidation("idempotency-key", One(random, _keys));
        if (random.Next(3) == 0)
            request.Headers.TryAddWithoutValidation("x-restate-id", "inv_?");
        return request;
    }

    private static async Task AssertAnsweredAsync(HttpResponseMessage response, string what)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{what}\n{response.StatusCode}: {body}");
        if (response.StatusCode != HttpStatusCode.BadRequest || body.Length == 0)
            return;
        var message = (string?)JsonNode.Parse(body)?["message"];
        Assert.False(string.IsNullOrWhiteSpace(message), $"{what}\n{response.StatusCode} without a reason: {body}");
    }

    private static async Task AssertServesAsync(WorkflowHost host)
    {
        var (status, _) = await host.ExecuteAsync(
            """{"id":"after-all","steps":[{"service":"puppeteer-service","parameters":{"url":"http://x/"}}]}""");
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static T One<T>(Random random, T[] of) => of[random.Next(of.Length)];
}
