using System.Net;
using System.Text.Json;

namespace Holdfast.Engine.Tests.Http;

/// <summary>Clients that wait, leave, come back, and servers that stop meanwhile.</summary>
public sealed class Waiting
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_invocation_goes_on_when_its_client_leaves()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        using (var leaving = new CancellationTokenSource())
        {
            using var content = new StringContent("\"Ada\"", null, "application/json");
            var call = host.Client.PostAsync("/Gate/left/run", content, leaving.Token);
            await AwakeableOfAsync(host, "left");
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await ResolveAsync(host, await AwakeableOfAsync(host, "left"), "anyway");
        using var response = await host.Client.GetAsync("/restate/workflow/Gate/left/attach");
        Assert.Equal("\"Ada: anyway\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task All_that_attached_get_the_one_result()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        var call = host.PostAsync("/Gate/shared/run", "\"Ada\"");
        var awakeable = await AwakeableOfAsync(host, "shared");
        var others = Enumerable.Range(0, 10)
            .Select(_ => host.Client.GetAsync("/restate/workflow/Gate/shared/attach"))
            .ToArray();
        await ResolveAsync(host, awakeable, "open");
        foreach (var response in await Task.WhenAll([call, .. others]).WaitAsync(_patience))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("\"Ada: open\"", await response.Content.ReadAsStringAsync());
            response.Dispose();
        }
    }

    [Fact]
    public async Task Requests_with_one_idempotency_key_are_one_invocation()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        var calls = Enumerable.Range(0, 20).Select(_ => host.SendAsync(
            HttpMethod.Post,
            "/Counter/one/add",
            "1",
            ("content-type", "application/json"),
            ("idempotency-key", "once")));
        var ids = new HashSet<string>();
        foreach (var response in await Task.WhenAll(calls).WaitAsync(_patience))
        {
            Assert.Equal("1", await response.Content.ReadAsStringAsync());
            ids.Add(response.Headers.GetValues("x-restate-id").Single());
            response.Dispose();
        }

        Assert.Single(ids);
    }

    [Fact]
    public async Task A_server_that_stops_tells_who_waits()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        var call = host.PostAsync("/Gate/stopped/run", "\"Ada\"");
        await AwakeableOfAsync(host, "stopped");
        await host.StopAsync().WaitAsync(_patience);
        using var response = await call.WaitAsync(_patience);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("the server is stopping", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> AwakeableOfAsync(IngressHost host, string key)
    {
        using var deadline = new CancellationTokenSource(_patience);
        while (true)
        {
            var json = await host.Client.GetStringAsync($"/Gate/{key}/id", deadline.Token);
            var id = JsonSerializer.Deserialize<string>(json)!;
            if (id.Length > 0)
                return id;
        }
    }

    private static async Task ResolveAsync(IngressHost host, string awakeable, string value)
    {
        using var response = await host.PostAsync($"/restate/awakeables/{awakeable}/resolve", $"\"{value}\"");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
