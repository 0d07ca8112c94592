using System.Collections.Concurrent;
using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

/// <summary>
/// What a start or timers find by the hundred, beside what comes in meanwhile: one attempt at a time, in which order.
/// </summary>
public sealed class BacklogTests : IDisposable
{
    private const int Found = 500;
    private static readonly EmbeddedOptions _onePlace = new() { MaxRunningAttempts = 1 };
    private static readonly Target _child = new("child", "go");
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly ManualResetEventSlim _firstMayEnd = new();

    public void Dispose() => _firstMayEnd.Dispose();

    [Fact]
    public async Task What_a_start_finds_and_what_comes_in_take_turns()
    {
        await using var host = EmbeddedHost.Start(_onePlace, Endless());
        await SendAsync(host, Services.Test, Found);
        await host.RestartAsync(Services.Of<string, Unit>(async (ctx, name) =>
        {
            Begin(name);
            await ctx.RunAsync("effect", _ => Task.CompletedTask);
            return default;
        }));
        await Eventually.True(() => host.Engine.ResidentInvocations > 50);
        await AssertTakesTurnsAsync(host, Services.Test);
    }

    [Fact]
    public async Task What_timers_wake_up_and_what_comes_in_take_turns()
    {
        await using var host = EmbeddedHost.Start(
            _onePlace,
            Child(),
            Services.Of<string, Unit>(async (ctx, name) =>
            {
                await ctx.SleepAsync(TimeSpan.FromHours(1));
                return Begin(name);
            }));
        foreach (var sleeper in await SendAsync(host, Services.Test, Found))
            await host.UntilAsync(sleeper, InvocationStatus.Suspended);
        host.Time.Advance(TimeSpan.FromHours(1));
        await AssertTakesTurnsAsync(host, _child);
    }

    [Fact]
    public async Task What_the_backlog_calls_is_backlog()
    {
        const int Callers = 3;
        await using var host = EmbeddedHost.Start(_onePlace, Endless());
        await SendAsync(host, Services.Test, Callers);
        await host.RestartAsync(
            Child(),
            Services.Of<string, Unit>(async (ctx, name) =>
            {
                await ctx.RunAsync("effect", _ => Task.CompletedTask);
                return await ctx.CallAsync<string, Unit>(_child, name);
            }));
        await Eventually.True(() => host.Engine.ResidentInvocations == 2 * Callers && _begun.Count == 1);
        await host.Client.SendAsync(_child, "new");
        _firstMayEnd.Set();
        await Eventually.True(() => _begun.Count == Callers + 1);
        Assert.Equal("new", _begun.ElementAt(1));
    }

    private async Task AssertTakesTurnsAsync(EmbeddedHost host, Target target)
    {
        await Eventually.True(() => _begun.Count == 1);
        await host.Client.SendAsync(target, "new");
        await host.Client.SendAsync(target, "newer");
        _firstMayEnd.Set();
        await Eventually.True(() => _begun.Count == Found + 2);
        Assert.Equal(Found + 2, _begun.Distinct().Count());
        Assert.Equal(["old", "new", "old", "newer", "old"], _begun.Take(5).Select(name => name.Split('/')[0]));
    }

    /// <summary>The first one keeps its place until it is let go; others can only wait.</summary>
    private Unit Begin(string name)
    {
        _begun.Enqueue(name);
        Assert.True(_firstMayEnd.Wait(TimeSpan.FromSeconds(30)));
        return default;
    }

    private ServiceDefinition Child() => ServiceDefinition.Service("child")
        .Handler<string, Unit>("go", (_, _, name) => Task.FromResult(Begin(name)));

    private static ServiceDefinition Endless() => Services.Of<string, Unit>(async (ctx, _) =>
    {
        await ctx.RunAsync("effect", end => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end));
        return default;
    });

    private static async Task<IEnumerable<string>> SendAsync(EmbeddedHost host, Target target, int count) =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(i => host.Client.SendAsync(target, $"old/{i}"))))
        .Select(receipt => receipt.InvocationId);
}
