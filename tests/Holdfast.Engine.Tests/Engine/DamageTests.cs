using Holdfast.Embedded;
using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Holdfast.Engine.Tests;

public sealed class DamageTests
{
    [Fact]
    public async Task An_invocation_whose_journal_cannot_be_read_pauses_and_the_others_go_on()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var target = new Target("sleeper", "sleep");
        var sound = await host.Client.SendAsync(target, 3600);
        var damaged = await host.Client.SendAsync(target, 3600);
        await host.UntilAsync(sound.InvocationId, InvocationStatus.Suspended);
        await host.UntilAsync(damaged.InvocationId, InvocationStatus.Suspended);
        await host.RestartAsync(() => Execute(
            host, "UPDATE journal SET entries = x'7F' WHERE invocation = (SELECT max(number) FROM invocation)"));
        await host.AdvanceUntilAsync(sound.InvocationId, InvocationStatus.Completed, TimeSpan.FromMinutes(10));
        var paused = await host.UntilAsync(damaged.InvocationId, InvocationStatus.Paused);
        Assert.Contains("Unknown journal entry 127", paused.LastFailure, StringComparison.Ordinal);
        await host.Engine.ResumeAsync(damaged.InvocationId, default);
        await host.UntilAsync(damaged.InvocationId, InvocationStatus.Paused);
        Assert.Equal(OperationOutcome.Done, await host.Engine.KillAsync(damaged.InvocationId, default));
        Assert.Null(host.Engine.Failure);
    }

    [Fact]
    public async Task Recovery_goes_on_behind_a_runnable_invocation_that_cannot_be_read()
    {
        var door = new Door();
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.RunAsync("door", door.PassAsync);
            return "through";
        }));
        var damaged = await host.Client.SendAsync(Services.Test, Unit.Value);
        var sound = await host.Client.SendAsync(Services.Test, Unit.Value);
        await door.Reached;
        await host.RestartAsync(() => Execute(
            host, "UPDATE journal SET entries = x'7F' WHERE invocation = (SELECT min(number) FROM invocation)"));
        door.Open();
        Assert.Equal("through", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sound.InvocationId)));
        await host.UntilAsync(damaged.InvocationId, InvocationStatus.Paused);
    }

    [Fact]
    public async Task A_recovery_that_breaks_off_stops_the_engine_which_says_why()
    {
        var door = new Door();
        await using var host = EmbeddedHost.Start(Services.Of<Unit, Unit>(async (ctx, _) =>
        {
            await ctx.RunAsync("door", door.PassAsync);
            return default;
        }));
        await host.Client.SendAsync(Services.Test, Unit.Value);
        await door.Reached;
        await host.RestartAsync(() => Execute(
            host, "PRAGMA ignore_check_constraints = 1; UPDATE invocation SET id = x'7F'"));
        await Eventually.True(() => host.Engine.Failure is not null);
        Assert.StartsWith("A unit of work broke off", host.Engine.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durations_without_end_are_times_that_can_be_stored()
    {
        var options = new EmbeddedOptions { Retention = TimeSpan.MaxValue, LongSleep = TimeSpan.MaxValue };
        await using var host = EmbeddedHost.Start(options, Services.Counter(), Services.Of<Unit, int>(async (ctx, _) =>
        {
            await ctx.SleepAsync(TimeSpan.MaxValue);
            return 1;
        }));
        var sleeping = await host.Client.SendAsync(Services.Test, Unit.Value);
        var scheduled = await host.Client.SendAsync(Services.Test, Unit.Value, TimeSpan.MaxValue);
        await host.UntilAsync(scheduled.InvocationId, InvocationStatus.Scheduled);
        await host.AdvanceUntilAsync(sleeping.InvocationId, InvocationStatus.Suspended, TimeSpan.FromSeconds(10));
        await host.RestartAsync();
        Assert.Equal(1, await host.Client.CallAsync<int, int>(new Target("counter", "add", "k"), 1));
        Assert.Null(host.Engine.Failure);
    }

    [Fact]
    public async Task A_key_with_a_NUL_which_SQLite_would_cut_off_is_refused()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.CallAsync<int, int>(new Target("counter", "add", "a\0b"), 1));
        Assert.Equal(ErrorCode.BadRequest, error.Code);
    }

    [Fact]
    public async Task What_arrives_after_the_end_of_the_engine_is_refused_and_does_not_hang()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        await host.Engine.DisposeAsync();
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<IOException>(() => host.Client.SendAsync(new Target("sleeper", "sleep"), 1));
    }

    private static void Execute(EmbeddedHost host, string sql)
    {
        var file = Path.Combine(host.DataDirectory, Database.FileName);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
