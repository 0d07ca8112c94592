using System.Net;
using System.Text.Json;

namespace Holdfast.Engine.Tests.Http;

/// <summary>What the operator API lists. What it does to invocations is in the recorded contract.</summary>
public sealed class Operators
{
    [Fact]
    public async Task Invocations_are_listed_newest_first_in_pages()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        for (var number = 0; number < 5; number++)
            (await host.PostAsync($"/Counter/{number}/add", "1")).Dispose();

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = await GetAsync(host, $"/invocations?service=Counter&handler=add&limit=2{cursor}");
            var items = page.GetProperty("invocations").EnumerateArray();
            seen.AddRange(items.Select(item => item.GetProperty("key").GetString()!));
            var next = page.GetProperty("next");
            cursor = next.ValueKind == JsonValueKind.Null ? "" : $"&cursor={next.GetString()}";
        }
        while (cursor.Length > 0);
        Assert.Equal(["4", "3", "2", "1", "0"], seen);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        (await host.PostAsync("/Counter/a/add", "1")).Dispose();
        (await host.PostAsync("/Counter/b/add/send?delay=1h", "1")).Dispose();
        (await host.PostAsync("/Greeter/greet", "\"Ada\"")).Dispose();

        Assert.Equal(3, await CountAsync(host, "/invocations"));
        Assert.Equal(2, await CountAsync(host, "/invocations?service=Counter"));
        Assert.Equal(1, await CountAsync(host, "/invocations?service=Counter&key=b"));
        Assert.Equal(1, await CountAsync(host, "/invocations?status=scheduled"));
        Assert.Equal(0, await CountAsync(host, "/invocations?status=backing-off"));
    }

    [Theory]
    [InlineData("/invocations?limit=0", "limit")]
    [InlineData("/invocations?limit=1001", "limit")]
    [InlineData("/invocations?limit=many", "limit")]
    [InlineData("/invocations?status=lost", "status")]
    public async Task A_filter_that_makes_no_sense_is_refused(string path, string parameter)
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        using var response = await host.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(
            $$"""{"message":"The query parameter '{{parameter}}' is invalid""",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invocation_says_where_it_stands()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        using var accepted = await host.SendAsync(
            HttpMethod.Post,
            "/Counter/a/add/send?delay=1h",
            "1",
            ("content-type", "application/json"),
            ("idempotency-key", "i"));
        var id = accepted.Headers.GetValues("x-restate-id").Single();

        var invocation = await GetAsync(host, $"/invocations/{id}");
        Assert.Equal(id, invocation.GetProperty("id").GetString());
        Assert.Equal("Counter", invocation.GetProperty("service").GetString());
        Assert.Equal("a", invocation.GetProperty("key").GetString());
        Assert.Equal("add", invocation.GetProperty("handler").GetString());
        Assert.Equal("scheduled", invocation.GetProperty("status").GetString());
        Assert.Equal("i", invocation.GetProperty("idempotencyKey").GetString());
        Assert.False(invocation.TryGetProperty("completedAt", out _));
        Assert.StartsWith("its time", invocation.GetProperty("waitingFor").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_shown_with_its_invocation()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        using var failed = await host.PostAsync("/Greeter/fail", """{"message":"boo","code":422}""");
        var invocation = await GetAsync(host, $"/invocations/{failed.Headers.GetValues("x-restate-id").Single()}");
        Assert.Equal("completed", invocation.GetProperty("status").GetString());
        Assert.Equal("boo", invocation.GetProperty("lastFailure").GetString());
    }

    [Theory]
    [InlineData("/invocations/nonsense", HttpStatusCode.BadRequest)]
    [InlineData("/invocations/inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F", HttpStatusCode.NotFound)]
    [InlineData("/services/Nope", HttpStatusCode.NotFound)]
    [InlineData("/health", HttpStatusCode.OK)]
    public async Task Statuses(string path, HttpStatusCode status)
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        using var response = await host.Client.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Services_are_described_as_the_real_server_does()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        const string Output = "\"output_description\":\"application/json\"}";
        const string Add =
            """{"name":"add","ty":"Exclusive","public":true,"input_description":"application/json",""" + Output;
        const string Key = """{"name":"key","ty":"Shared","public":true,"input_description":"none",""" + Output;
        Assert.Equal(
            $$"""{"name":"Counter","ty":"VirtualObject","public":true,"handlers":[{{Add}},{{Key}}]}""",
            await host.Client.GetStringAsync("/services/Counter"));
        Assert.Contains(
            """{"name":"Secret","ty":"Service","public":false,""",
            await host.Client.GetStringAsync("/services"),
            StringComparison.Ordinal);
    }

    private static async Task<JsonElement> GetAsync(IngressHost host, string path) =>
        JsonDocument.Parse(await host.Client.GetStreamAsync(path)).RootElement;

    private static async Task<int> CountAsync(IngressHost host, string path) =>
        (await GetAsync(host, path)).GetProperty("invocations").GetArrayLength();
}
