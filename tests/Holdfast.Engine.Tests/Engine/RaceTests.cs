using System.Collections.Concurrent;
using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class RaceTests
{
    [Fact]
    public async Task Failures_before_the_last_progress_do_not_count_against_a_later_run_after_a_restart()
    {
        var (failures, attempts) = (2, 0);
        var door = new Door();
        var options = new HandlerOptions { Retry = new RetryPolicy { InitialInterval = TimeSpan.FromSeconds(1) } };
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.RunAsync(
                "first", _ => failures-- > 0 ? throw new InvalidOperationException("no") : Task.CompletedTask);
            await ctx.RunAsync(
                "second",
                async ct =>
                {
                    await door.PassAsync(ct);
                    if (++attempts < 3)
                        throw new InvalidOperationException("not yet");
                },
                new RunOptions { MaxAttempts = 3, InitialInterval = TimeSpan.FromSeconds(1) });
            return "done";
        }, options));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        await Eventually.True(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return door.Reached.IsCompleted;
        });
        await host.RestartAsync();
        door.Open();
        await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Completed, TimeSpan.FromSeconds(1));
        Assert.Equal("done", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
    }

    [Fact]
    public async Task What_became_due_on_a_key_while_its_service_was_gone_gets_its_turn_when_it_is_resumed()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var sent = await host.Client.SendAsync(new Target("counter", "add", "k"), 5, TimeSpan.FromHours(1));
        await host.RestartAsync(Services.Sleeper());
        await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Paused, TimeSpan.FromMinutes(10));
        await host.RestartAsync(Services.Counter());
        await host.Engine.ResumeAsync(sent.InvocationId, default);
        Assert.Equal(5, await host.Client.AttachAsync<int>(new InvocationTarget.ById(sent.InvocationId)));
    }

    [Fact]
    public async Task The_number_of_a_purged_invocation_is_not_given_out_again()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var target = new Target("sleeper", "sleep");
        var sent = await host.Client.SendAsync(target, 3600);
        await host.Engine.KillAsync(sent.InvocationId, default);
        Assert.Equal(OperationOutcome.Done, await host.Engine.PurgeAsync(sent.InvocationId, default));
        await host.RestartAsync();
        var next = await host.Client.SendAsync(target, 3600);
        Assert.NotEqual(NumberOf(sent.InvocationId), NumberOf(next.InvocationId));
    }

    [Fact]
    public async Task Killing_reaches_the_next_in_line_also_when_a_callback_of_the_side_effect_throws()
    {
        var reached = new Door();
        await using var host = EmbeddedHost.Start(ServiceDefinition.VirtualObject("queue").Handler<bool, int>(
            "go", async (_, ctx, hold) =>
            {
                if (hold)
                {
                    await ctx.RunAsync("hold", ct =>
                    {
                        ct.Register(() => throw new InvalidOperationException("callback"));
                        return reached.PassAsync(CancellationToken.None);
                    });
                }

                return 1;
            }));
        var target = new Target("queue", "go", "k");
        var first = await host.Client.SendAsync(target, true);
        await reached.Reached;
        var second = host.Client.CallAsync<bool, int>(target, false);
        Assert.Equal(OperationOutcome.Done, await host.Engine.KillAsync(first.InvocationId, default));
        Assert.Equal(1, await second);
    }

    [Fact]
    public async Task A_waiter_that_gave_up_does_not_keep_a_sleeper_in_memory()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var sent = await host.Client.SendAsync(new Target("sleeper", "sleep"), 86_400);
        using var gaveUp = new CancellationTokenSource();
        var waiting = host.Client.AttachAsync(new InvocationTarget.ById(sent.InvocationId), gaveUp.Token);
        await host.UntilAsync(sent.InvocationId, InvocationStatus.Suspended);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.True(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return host.Engine.ResidentInvocations == 0;
        });
    }

    [Fact]
    public async Task Completed_invocations_of_a_key_that_is_always_written_leave_memory()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var add = new Target("counter", "add", "k");
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await host.Client.CallAsync<int, int>(add, 1);
        })).ToList();
        var released = 0;
        await Eventually.True(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return ++released > 200;
        });
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await Eventually.True(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return host.Engine.ResidentInvocations == 0;
        });
    }

    [Fact]
    public async Task A_cancellation_that_meets_a_suspension_half_way_is_not_lost()
    {
        using var ids = new BlockingCollection<string>();
        await using var host = EmbeddedHost.Start(
            new EmbeddedOptions { MaxWaitingAttempts = 0 }, Services.Waiter(ids));
        for (var i = 0; i < 300; i++)
        {
            var sent = await host.Client.SendAsync(new Target("waiter", "wait"), Unit.Value);
            ids.Take();
            await host.Engine.CancelAsync(sent.InvocationId, default);
            await host.UntilAsync(sent.InvocationId, InvocationStatus.Completed);
        }
    }

    private static string NumberOf(string invocationId)
    {
        var raw = new byte[InvocationIdText.RawLength];
        Assert.True(InvocationIdText.TryParse(invocationId, raw));
        return Convert.ToHexString(raw.AsSpan(8, 8));
    }
}
