using System.Net;
using System.Net.Http.Json;
using Holdfast.Testing.Restate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Tests.Server;

/// <summary>How often the server wakes a handler that suspends at each wait.</summary>
public sealed class WakeUps
{
    private const int Children = 5;
    private int _attempts;

    [Fact]
    public async Task In_V7_waiting_for_all_of_many_children_wakes_once()
    {
        Assert.Equal(Children, await JoinAsync(new() { ["RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7"] = "true" }));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task In_V6_it_wakes_at_most_once_for_each_child_and_loses_none()
    {
        Assert.Equal(Children, await JoinAsync([]));
        Assert.InRange(_attempts, 2, 1 + Children);
    }

    /// <summary>Calls so many children and waits for all of them; counts the attempts.</summary>
    private async Task<int> JoinAsync(Dictionary<string, string> settings)
    {
        settings["RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT"] = "0s";
        settings["RESTATE_DEFAULT_NUM_PARTITIONS"] = "1";
        await using var server = await RestateServer.StartAsync(settings);
        var endpoint = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next());
        await using var program = Program(endpoint);
        await program.StartAsync(TestContext.Current.CancellationToken);
        await server.RegisterAsync(new($"http://{endpoint}"));
        using var answer = await server.Http.PostAsJsonAsync("Parent/join", Children);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<int>();
    }

    private WebApplication Program(IPEndPoint endpoint)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRestate(endpoint));
        builder.Services.AddHoldfast(holdfast => holdfast.Add(ServiceDefinition.Service("Parent")
            .Handler<int, int>("join", async (_, ctx, children) =>
            {
                Interlocked.Increment(ref _attempts);
                var calls = Enumerable.Range(1, children)
                    .Select(n => ctx.CallAsync<int, int>(new Target("Parent", "nap"), n * 200));
                return (await DurableTask.WhenAll([.. calls])).Count;
            })
            .Handler<int, int>("nap", async (_, ctx, milliseconds) =>
            {
                await ctx.SleepAsync(TimeSpan.FromMilliseconds(milliseconds));
                return milliseconds;
            })));
        var app = builder.Build();
        app.MapRestate();
        return app;
    }
}
