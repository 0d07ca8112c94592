using static Holdfast.Conformance.Tests.Behaviours.Interpreter;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Combinators(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task A_timer_wins_against_an_awakeable_that_nobody_resolves(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        Assert.Equal("sleep", await interpreter.RunAsync(Await("awaitAny", Awakeable("awk1"), Sleep(100))));
        Assert.Equal(["sleep"], await interpreter.ResultsAsync());
    }

    [Theory, InEveryMode]
    public async Task A_timeout_is_a_failure_that_says_so(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        var failure = await interpreter.FailAsync(
            new { type = "awaitAwakeableOrTimeout", awakeableKey = "late", timeoutMillis = 100 });

        Assert.Contains("await-timeout", failure.Text, StringComparison.Ordinal);
        Assert.Empty(await interpreter.ResultsAsync());
    }

    [Theory, InEveryMode]
    public async Task An_awakeable_that_is_resolved_in_time_gives_its_value(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        var started = await interpreter.StartAsync(
            new { type = "awaitAwakeableOrTimeout", awakeableKey = "in-time", timeoutMillis = 60_000 });
        await interpreter.HasAwakeableAsync("in-time");
        await interpreter.ResolveAsync("in-time", "here");

        Assert.Equal("here", await started.ResultAsync());
    }

    [Theory]
    [InEveryMode(With = ["awaitAnySuccessful", "awaitFirstSucceededOrAllFailed"])]
    public async Task The_first_awakeable_that_is_resolved_wins_and_rejected_ones_do_not_count(Mode mode, string type)
    {
        var interpreter = await InterpreterAsync(mode);

        var started = await interpreter.StartAsync(Await(
            type,
            Awakeable("awk0"), Throws("run0"), Awakeable("awk1"), Throws("run1"), Awakeable("awk2"), Throws("run2")));
        foreach (var key in (string[])["awk0", "awk1", "awk2"])
            await interpreter.HasAwakeableAsync(key);
        await interpreter.RejectAsync("awk2", "fail");
        await interpreter.ResolveAsync("awk1", "awk1-result");

        Assert.Equal("awk1-result", await started.ResultAsync());
    }

    [Theory]
    [InEveryMode(With = ["awaitAnySuccessful", "awaitFirstSucceededOrAllFailed"])]
    public async Task When_all_fail_there_is_no_first_to_succeed(Mode mode, string type)
    {
        var interpreter = await InterpreterAsync(mode);

        var failure = await interpreter.FailAsync(Await(type, Throws("run0"), Throws("run1")));

        Assert.StartsWith("run", failure.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InEveryMode(With = ["awaitAny", "awaitFirstCompleted"])]
    public async Task The_first_to_be_done_may_be_a_failure(Mode mode, string type)
    {
        var interpreter = await InterpreterAsync(mode);

        Assert.Equal("fail", (await interpreter.FailAsync(Await(type, Awakeable("never"), Throws("fail")))).Text);
    }

    [Theory]
    [InEveryMode(With = ["awaitAny", "awaitFirstCompleted"])]
    public async Task A_side_effect_wins_against_a_signal_that_is_never_sent(Mode mode, string type)
    {
        var interpreter = await InterpreterAsync(mode);

        Assert.Equal("runval", await interpreter.RunAsync(Await(type, Signal("sig"), Returns("runval"))));
    }

    [Theory, InEveryMode]
    public async Task All_values_are_given_in_the_order_of_the_commands(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        var all = Await("awaitAllSucceededOrFirstFailed", Sleep(50), Returns("a"), Sleep(1), Returns("b"));

        Assert.Equal("sleep|a|sleep|b", await interpreter.RunAsync(all));
    }

    [Theory, InEveryMode]
    public async Task All_fail_with_the_first_failure_without_waiting_for_the_rest(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        var all = Await("awaitAllSucceededOrFirstFailed", Awakeable("never"), Returns("a"), Throws("fail"));

        Assert.Equal("fail", (await interpreter.FailAsync(all)).Text);
    }

    [Theory, InEveryMode]
    public async Task The_outcomes_of_all_are_told_apart(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        var all = Await("awaitAllCompleted", Returns("runval"), Sleep(10), Throws("fail"));

        Assert.Equal("ok:runval|ok:sleep|err:fail", await interpreter.RunAsync(all));
    }

    [Theory, InEveryMode]
    public async Task Commands_are_executed_one_after_the_other(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);

        Assert.Equal("", await interpreter.RunAsync());
        var last = await interpreter.RunAsync(
            AwaitOne(Returns("a")), Await("awaitAny", Sleep(10), Awakeable("x")), AwaitOne(Returns("c")));

        Assert.Equal("c", last);
        Assert.Equal(["a", "sleep", "c"], await interpreter.ResultsAsync());
    }

    [Theory, InEveryMode]
    public async Task A_program_completes_the_awakeables_that_it_created(Mode mode)
    {
        var interpreter = await InterpreterAsync(mode);
        await interpreter.RunAsync(Await("awaitAny", Awakeable("awk"), Returns("a")));

        Assert.Equal(
            "",
            await interpreter.RunAsync(new { type = "resolveAwakeable", awakeableKey = "awk", value = "v" }));
        Assert.Equal(
            "",
            await interpreter.RunAsync(new { type = "rejectAwakeable", awakeableKey = "awk", reason = "r" }));
        var unknown = await interpreter.FailAsync(
            new { type = "resolveAwakeable", awakeableKey = "unknown", value = "v" });

        Assert.Contains("unknown", unknown.Text, StringComparison.Ordinal);
        Assert.Equal(["a", "", ""], await interpreter.ResultsAsync());
    }

    private async Task<Interpreter> InterpreterAsync(Mode mode) => new((await targets.GetAsync(mode)).Ingress);
}
