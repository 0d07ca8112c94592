namespace Holdfast.Restate.Tests.Clients;

[Collection<ClientTests>]
public sealed class Calling(ClientHost host)
{
    private IHoldfastClient Client => host.Client;

    [Fact]
    public async Task A_typed_client_calls_through_the_ingress()
    {
        Assert.Equal("Hello, Ada", await Client.Greeter().Greet("Ada"));
        await Client.Greeter().Nothing();
        var reversed = await Client.Greeter().Reverse([1, 2, 3]);
        Assert.Equal<byte[]>([3, 2, 1], reversed);
        Assert.Empty(await Client.Greeter().Reverse([]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_without_dependency_injection_calls_over_either_version_of_http(bool useHttp11)
    {
        using var client = new RestateClient(host.Options(options => options.UseHttp11 = useHttp11));
        Assert.Equal("Hello, Bob", await client.Greeter().Greet("Bob"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a+b c")]
    [InlineData("é🙂")]
    [InlineData("50%")]
    [InlineData("%zz")]
    [InlineData("?q=1#f")]
    [InlineData("a;b=c,d@e:f")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("\\\"'\r\n\t\0")]
    [InlineData("")]
    public async Task Any_key_reaches_the_handler_unchanged(string key) =>
        Assert.Equal(key, await Client.Notebook(key).Key());

    [Fact]
    public async Task A_key_that_has_no_utf_8_form_is_refused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Client.Notebook("\ud800").Key());

    [Fact]
    public async Task Headers_reach_the_handler()
    {
        var options = new CallOptions { Headers = new Dictionary<string, string> { ["X-Tenant"] = "Zurich, 8001" } };
        var seen = await Client.Greeter().Headers(options);
        Assert.Equal("Zurich, 8001", seen["x-tenant"]);
    }

    [Fact]
    public async Task What_the_ingress_refuses_is_a_terminal_failure()
    {
        var options = new CallOptions { Headers = new Dictionary<string, string> { ["x-tenant"] = "Zürich" } };
        var failure = await Assert.ThrowsAsync<TerminalException>(() => Client.Greeter().Headers(options));
        Assert.Equal(ErrorCode.BadRequest, failure.Code);
        Assert.Contains("x-tenant", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_failure_arrives_with_its_code_and_pairs()
    {
        var refusal = new Refusal("no <such> thing ü", 422, new() { ["field"] = "name" });
        var failure = await Assert.ThrowsAsync<TerminalException>(() => Client.Greeter().Refuse(refusal));
        Assert.Equal((refusal.Message, refusal.Code), (failure.Message, failure.Code));
        Assert.Equal(refusal.Metadata, failure.Metadata);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_terminal_failure_that_looks_like_an_overloaded_server_is_one_all_the_same(int code)
    {
        var failure = await Assert.ThrowsAsync<TerminalException>(() =>
            Client.Greeter().Refuse(new("no more", code), new() { IdempotencyKey = Guid.NewGuid().ToString() }));
        Assert.Equal(code, failure.Code);
    }

    [Fact]
    public async Task What_does_not_exist_is_a_terminal_failure()
    {
        var failure = await Assert.ThrowsAsync<TerminalException>(() =>
            Client.CallAsync<string, string>(new Target("Nobody", "greet"), "Ada"));
        Assert.Equal(ErrorCode.NotFound, failure.Code);
    }

    [Fact]
    public async Task Sends_with_one_idempotency_key_are_one_invocation()
    {
        var options = new CallOptions { IdempotencyKey = "send/1?" };
        var first = await Client.Greeter().Send.Greet("Ada", options: options);
        var second = await Client.Greeter().Send.Greet("Bob", options: options);
        Assert.True(first.IsNew);
        Assert.False(second.IsNew);
        Assert.Equal(first.InvocationId, second.InvocationId);
        Assert.Equal("Hello, Ada", await Client.Greeter().Greet("Bob", options));
    }

    [Fact]
    public async Task A_delayed_send_says_when_it_is_due()
    {
        var receipt = await Client.Greeter().Send.Greet("Ada", TimeSpan.FromHours(1.5));
        var info = await host.Queries.FindAsync(receipt.InvocationId);
        Assert.Equal(InvocationStatus.Scheduled, info!.Status);

        // The server reckons from the request, and records the invocation a moment later.
        var due = info.CreatedAt + TimeSpan.FromHours(1.5);
        Assert.InRange(receipt.ExecutionTime!.Value, due.AddMinutes(-5), due.AddMinutes(5));
        Assert.StartsWith("its time, ", info.WaitingFor);
    }
}
