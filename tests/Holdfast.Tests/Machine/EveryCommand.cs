using Holdfast.Engine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Machine;

/// <summary>
/// The table that each kind of command has to pass: live, replayed, pending, and the two kinds of mismatch.
/// </summary>
public sealed class EveryCommand
{
    private static readonly Target _greeter = new("Greeter", "greet", "k");
    private static readonly Dictionary<string, string> _why = new() { ["why"] = "because" };
    private static readonly InvocationTarget _other = new InvocationTarget.ById("inv_other");

    private static readonly Dictionary<string, Case> _cases = new()
    {
        ["sleep"] = new(
            async c => await c.SleepAsync(TimeSpan.FromSeconds(1), "nap"),
            new SleepCommand(Now.AddSeconds(1), 1, "nap"), Done(1), new SleepCommand(Now, 1, "other")),
        ["call"] = new(
            async c => await c.CallAsync<int, int>(_greeter, 5),
            new CallCommand(_greeter, Bytes(5), CallOptions.None, 1, 2), Done(2, 7),
            new CallCommand(_greeter, Bytes(6), CallOptions.None, 1, 2)),
        ["call with other options"] = new(
            async c => await c.CallAsync<int, int>(_greeter, 5, new() { IdempotencyKey = "a" }),
            new CallCommand(_greeter, Bytes(5), new() { IdempotencyKey = "a" }, 1, 2), Done(2, 7),
            new CallCommand(_greeter, Bytes(5), new() { IdempotencyKey = "b" }, 1, 2)),
        ["id of a call"] = new(
            async c => await c.CallAsync<int, int>(_greeter, 5).InvocationId,
            new CallCommand(_greeter, Bytes(5), CallOptions.None, 1, 2), Started(1, "inv_child"),
            new CallCommand(_greeter with { Key = "j" }, Bytes(5), CallOptions.None, 1, 2)),
        ["send"] = new(
            async c => await c.SendAsync(_greeter, 5, TimeSpan.FromHours(1)),
            new OneWayCallCommand(_greeter, Bytes(5), CallOptions.None, Now.AddHours(1), 1), Started(1, "inv_child"),
            new OneWayCallCommand(_greeter, Bytes(6), CallOptions.None, Now, 1)),
        ["run"] = new(
            async c => await c.RunAsync("charge", _ => Task.FromResult(7)),
            new RunCommand(1, "charge"), Done(1, 7), new RunCommand(1, "refund"), CompletesItself: true),
        ["attach"] = new(
            async c => await c.AttachAsync<int>(_other),
            new AttachInvocationCommand(_other, 1), Done(1, 7),
            new AttachInvocationCommand(new InvocationTarget.ByWorkflow("W", "k"), 1)),
        ["output"] = new(
            async c => await c.OutputAsync<int>(_other),
            new GetInvocationOutputCommand(_other, 1), Done(1),
            new GetInvocationOutputCommand(new InvocationTarget.ById("inv_x"), 1)),
        ["lazy state"] = new(
            async c => await c.GetAsync(new StateKey<int>("total")),
            new GetLazyStateCommand("total", 1), Done(1), new GetLazyStateCommand("count", 1)),
        ["lazy state keys"] = new(
            async c => await c.StateKeysAsync(),
            new GetLazyStateKeysCommand(1), new(NotificationId.Completion(1), new EntryResult.StateKeys(["a"])), null),
        ["promise"] = new(
            async c => await c.Promise(new PromiseKey<int>("approved")),
            new GetPromiseCommand("approved", 1), Done(1, 7), new GetPromiseCommand("other", 1)),
        ["peek"] = new(
            async c => await c.PeekAsync(new PromiseKey<int>("approved")),
            new PeekPromiseCommand("approved", 1), Done(1), new PeekPromiseCommand("other", 1)),
        ["resolve promise"] = new(
            async c => await c.ResolveAsync(new PromiseKey<int>("approved"), 7),
            new CompletePromiseCommand("approved", Value(7), 1), Done(1),
            new CompletePromiseCommand("approved", Value(8), 1)),
        ["reject promise"] = new(
            async c => await c.RejectAsync(new PromiseKey<int>("approved"), "no", 403, _why),
            new CompletePromiseCommand("approved", new EntryResult.Failure(403, "no", _why), 1), Done(1),
            new CompletePromiseCommand("approved", new EntryResult.Failure(403, "no"), 1)),
        ["set"] = new(
            c => Do(() => c.Set(new StateKey<int>("total"), 7)),
            new SetStateCommand("total", Bytes(7)), null, new SetStateCommand("total", Bytes(8))),
        ["clear"] = new(
            c => Do(() => c.Clear(new StateKey<int>("total"))),
            new ClearStateCommand("total"), null, new ClearStateCommand("count")),
        ["clear all"] = new(c => Do(c.ClearAll), new ClearAllStateCommand(), null, null),
        ["resolve awakeable"] = new(
            c => Do(() => c.ResolveAwakeable("sign_1x", 7)), new CompleteAwakeableCommand("sign_1x", Value(7)), null,
            new CompleteAwakeableCommand("sign_1x", Value(8))),
        ["reject awakeable"] = new(
            c => Do(() => c.RejectAwakeable("sign_1x", "no", 409, _why)),
            new CompleteAwakeableCommand("sign_1x", new EntryResult.Failure(409, "no", _why)), null,
            new CompleteAwakeableCommand("sign_1y", new EntryResult.Failure(409, "no", _why))),
        ["send signal"] = new(
            c => Do(() => c.SendSignal("inv_other", "go", 7)),
            new SendSignalCommand("inv_other", NotificationId.Signal("go"), Value(7)), null,
            new SendSignalCommand("inv_other", NotificationId.Signal("stop"), Value(7))),
        ["reject signal"] = new(
            c => Do(() => c.RejectSignal("inv_other", "go", "no", 410, _why)),
            new SendSignalCommand("inv_other", NotificationId.Signal("go"), new EntryResult.Failure(410, "no", _why)),
            null,
            new SendSignalCommand("inv_other", NotificationId.Signal("go"), new EntryResult.Failure(410, "no"))),
        ["cancel"] = new(
            c => Do(() => c.Cancel("inv_other")),
            new SendSignalCommand("inv_other", NotificationId.Cancel, EntryResult.Nothing), null,
            new SendSignalCommand("inv_x", NotificationId.Cancel, EntryResult.Nothing)),
    };

    public static TheoryData<string> All => [.. _cases.Keys];

    public static TheoryData<string> Waiting =>
        [.. _cases.Where(c => c.Value.Completion is not null).Select(c => c.Key)];

    public static TheoryData<string> WithContent =>
        [.. _cases.Where(c => c.Value.Other is not null).Select(c => c.Key)];

    [Theory, MemberData(nameof(All))]
    public Task Live_it_is_issued_and_goes_on(string name)
    {
        var (scenario, @case) = Begin(name);
        if (@case.CompletesItself)
            return scenario.When(@case.Handler).Sends([Issue(@case.Command), Proposes(1, 7), .. Ends()]);
        scenario = scenario.ThenArrives(@case.Completion is { } completion ? [completion] : []);
        return scenario.When(@case.Handler).Sends([Issue(@case.Command), .. Ends()]);
    }

    [Theory, MemberData(nameof(All))]
    public Task Replayed_and_completed_it_goes_on_without_a_message(string name)
    {
        var (_, @case) = Begin(name);
        JournalEntry[] journal = @case.Completion is { } completion ? [@case.Command, completion] : [@case.Command];
        return Begin(name, journal).Scenario.When(@case.Handler).Sends(Ends());
    }

    [Theory, MemberData(nameof(Waiting))]
    public Task Replayed_and_pending_it_suspends(string name)
    {
        var (scenario, @case) = Begin(name, _cases[name].Command);
        var running = scenario.When(@case.Handler);
        return @case.CompletesItself
            ? running.Sends([Proposes(1, 7), .. Ends()])
            : running.Sends(Suspends(@case.Completion!.Id.Number));
    }

    [Theory, MemberData(nameof(Waiting))]
    public Task A_failure_reaches_the_handler(string name)
    {
        var failure = Failed(_cases[name].Completion!.Id.Number, "boo", 418);
        var (scenario, @case) = Begin(name, _cases[name].Command, failure);
        return scenario.When(@case.Handler).Sends(EndsBy(418, "boo"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Another_type_in_the_journal_is_a_mismatch(string name)
    {
        Command other = name == "clear all" ? new ClearStateCommand("x") : new ClearAllStateCommand();
        var (scenario, @case) = Begin(name, other);
        var error = await scenario.When(@case.Handler).Fails(ErrorCode.JournalMismatch);
        Assert.Contains("Checkout/pay at command 1: recorded 'clear ", error.Message, StringComparison.Ordinal);
        Assert.Equal(other.GetType(), error.CommandType);
    }

    [Theory, MemberData(nameof(WithContent))]
    public async Task Another_content_in_the_journal_is_a_mismatch(string name)
    {
        var (scenario, @case) = Begin(name, _cases[name].Other!);
        var error = await scenario.When(@case.Handler).Fails(ErrorCode.JournalMismatch);
        Assert.Equal(ErrorBehavior.Pause, error.Behavior);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Ending_before_it_was_issued_again_is_a_mismatch(string name)
    {
        var error = await Begin(name, _cases[name].Command).Scenario
            .When(_ => Task.CompletedTask).Fails(ErrorCode.JournalMismatch);
        Assert.Contains("code now issues 'end with a result'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_every_command()
    {
        string[] elsewhere = ["InputCommand", "OutputCommand", "GetEagerStateCommand", "GetEagerStateKeysCommand"];
        var all = typeof(Command).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Command)))
            .Select(type => type.Name);
        Assert.Equal(
            all.Except(elsewhere).Order(StringComparer.Ordinal),
            _cases.Values.Select(@case => @case.Command.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    private static (Scenario Scenario, Case Case) Begin(string name, params JournalEntry[] journal) =>
        (Given(journal).With(start => start with { StateIsPartial = true }), _cases[name]);

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    /// <param name="Handler">Issues the command and awaits it.</param>
    /// <param name="Command">The command that it issues.</param>
    /// <param name="Completion">What completes it; null: nothing has to.</param>
    /// <param name="Other">The same kind of command with another content; null: it has none.</param>
    /// <param name="CompletesItself">A run: the attempt completes it.</param>
    private sealed record Case(
        Func<IWorkflowContext, Task> Handler,
        Command Command,
        Notification? Completion,
        Command? Other,
        bool CompletesItself = false);
}
