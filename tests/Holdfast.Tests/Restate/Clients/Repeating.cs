using System.Net;
using Holdfast.Restate;

namespace Holdfast.Tests.Restate.Clients;

/// <summary>What the client repeats when the server is away or overloaded, and what it must not.</summary>
public sealed class Repeating
{
    private static readonly Target _target = new("Greeter", "greet");
    private static readonly CallOptions _idempotent = new() { IdempotencyKey = "k" };
    private static readonly ScriptedServer.Answer _hello = new(200, "\"hello\"");

    public static TheoryData<int, string> Troubles => new()
    {
        { 503, """{"code":503,"message":"no leader","source":"ingress"}""" },
        { 429, """{"code":429,"message":"slow down","source":"ingress"}""" },
        { 502, "<html>Bad Gateway</html>" },
        { 0, "" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_call_with_an_idempotency_key_is_repeated(int status, string body)
    {
        await using var server = await ScriptedServer.StartAsync(new(status, body), new(status, body), _hello);
        using var client = ClientOf(server);
        Assert.Equal("hello", await client.CallAsync<string, string>(_target, "Ada", _idempotent));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_call_without_one_is_not(int status, string body)
    {
        await using var server = await ScriptedServer.StartAsync(new(status, body), _hello);
        using var client = ClientOf(server);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.CallAsync<string, string>(_target, "Ada"));
        Assert.Single(server.Requests);
        if (status != 0)
        {
            Assert.Equal((HttpStatusCode)status, failure.StatusCode);
            Assert.Contains("idempotency key", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Repeating_has_an_end_and_the_last_answer_is_told()
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedServer.Answer(503, "down"));
        using var client = ClientOf(server);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.AttachAsync<string>(new InvocationTarget.ById("inv_x")));
        Assert.Equal(3, server.Requests.Count);
        Assert.Contains("down", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    public async Task What_the_invocation_failed_with_is_terminal_and_not_repeated(int code)
    {
        var body = $$"""{"code":{{code}},"message":"no","metadata":{"k":"v"},"source":"invocation"}""";
        await using var server = await ScriptedServer.StartAsync(new ScriptedServer.Answer(code, body, "invocation"));
        using var client = ClientOf(server);
        var failure = await Assert.ThrowsAsync<TerminalException>(() =>
            client.CallAsync<string, string>(_target, "Ada", _idempotent));
        Assert.Equal((code, "no", "v"), (failure.Code, failure.Message, failure.Metadata!["k"]));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refusal_of_a_proxy_is_no_end_of_an_invocation_and_is_not_repeated()
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedServer.Answer(403, "not here"));
        using var client = ClientOf(server);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.CallAsync<string, string>(_target, "Ada", _idempotent));
        Assert.Equal(HttpStatusCode.Forbidden, failure.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_http_error()
    {
        var server = await ScriptedServer.StartAsync(_hello);
        var address = server.Address;
        await server.DisposeAsync();
        using var client = new RestateClient(new() { Ingress = address, MaxRetries = 1 });
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.CallAsync<string, string>(_target, "Ada"));
        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
    }

    [Fact]
    public async Task Paths_arrive_as_they_were_written_below_the_address_of_the_ingress()
    {
        await using var server = await ScriptedServer.StartAsync(_hello);
        using var client = new RestateClient(new() { Ingress = new(server.Address, "/gateway/") });
        await client.CallAsync<string, string>(new("Counter", "add", ".."), "Ada");
        await client.CallAsync<string, string>(new("Counter", "add", "a/b%2F"), "Ada");
        Assert.Equal(
            ["POST /gateway/Counter/%2E%2E/add", "POST /gateway/Counter/a%2Fb%252F/add"], server.Requests);
    }

    private static RestateClient ClientOf(ScriptedServer server) =>
        new(new() { Ingress = server.Address, MaxRetries = 2 });
}
