using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class ManyTests
{
    [Fact]
    public async Task A_hundred_thousand_sleepers_leave_memory_and_survive_a_restart()
    {
        const int Sleepers = 100_000;
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var target = new Target("sleeper", "sleep");
        var sent = await Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
        {
            var last = "";
            for (var i = caller; i < Sleepers; i += 64)
                last = (await host.Client.SendAsync(target, 3600)).InvocationId;
            return last;
        }));
        foreach (var id in sent)
            await host.UntilAsync(id, InvocationStatus.Suspended);
        await Eventually.True(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return host.Engine.ResidentInvocations == 0;
        });
        await host.RestartAsync();
        Assert.Equal(0, host.Engine.ResidentInvocations);
        await host.AdvanceUntilAsync(sent[0], InvocationStatus.Completed, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_thousand_workflows_of_sleeps_and_steps_at_once_all_finish_with_every_step_run_once()
    {
        var runs = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await using var host = EmbeddedHost.Start(
            new EmbeddedOptions { MaxRunningAttempts = 50, MaxWaitingAttempts = 100 },
            ServiceDefinition.Service("step").Handler<string, string>("run", async (_, ctx, name) =>
                await ctx.RunAsync("noop", _ =>
                {
                    runs.AddOrUpdate(name, 1, (_, count) => count + 1);
                    return Task.FromResult(name);
                })),
            ServiceDefinition.Workflow("flow").Handler<int, string>("run", async (_, ctx, steps) =>
            {
                for (var step = 0; step < steps; step++)
                {
                    ctx.Set(Services.Count, step);
                    await ctx.CallAsync<string, string>(new Target("step", "run"), $"{ctx.Key}/{step}");
                    await ctx.SleepAsync(TimeSpan.FromSeconds(step * 20));
                }

                return ctx.Key;
            }));
        var calls = Enumerable.Range(0, 1_000)
            .Select(i => host.Client.CallAsync<int, string>(new Target("flow", "run", $"{i}"), 3)).ToList();
        await Eventually.True(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return calls.All(call => call.IsCompleted);
        });
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"{i}"), await Task.WhenAll(calls));
        Assert.Equal(3_000, runs.Count);
        Assert.All(runs.Values, count => Assert.Equal(1, count));
    }
}
