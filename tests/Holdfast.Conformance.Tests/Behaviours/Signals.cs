using static Holdfast.Conformance.Tests.Behaviours.Interpreter;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Signals(SharedTargets targets)
{
    private static readonly object[] _three = [Signal("sig0"), Signal("sig1"), Signal("sig2")];

    [Theory, InEveryMode]
    public async Task A_signal_delivers_its_value(Mode mode)
    {
        var started = await StartAsync(mode, AwaitOne(Signal("mysignal")));

        await started.ResolveSignalAsync("mysignal", "hello");

        Assert.Equal("hello", await started.ResultAsync());
    }

    [Theory, InEveryMode]
    public async Task A_signal_that_is_rejected_fails_its_waiter(Mode mode)
    {
        var started = await StartAsync(mode, AwaitOne(Signal("mysignal")));

        await started.RejectSignalAsync("mysignal", "boom");

        Assert.Equal("boom", (await started.FailureAsync()).Text);
    }

    [Theory]
    [InEveryMode(With = ["awaitAnySuccessful", "awaitFirstSucceededOrAllFailed"])]
    public async Task The_first_signal_that_is_resolved_wins_and_rejected_ones_do_not_count(Mode mode, string type)
    {
        var started = await StartAsync(mode, Await(type, _three));

        await started.RejectSignalAsync("sig0", "fail0");
        await started.RejectSignalAsync("sig2", "fail2");
        await started.ResolveSignalAsync("sig1", "success1");

        Assert.Equal("success1", await started.ResultAsync());
    }

    [Theory, InEveryMode]
    public async Task All_signals_are_waited_for(Mode mode)
    {
        var started = await StartAsync(mode, Await("awaitAllSucceededOrFirstFailed", _three));

        await started.ResolveSignalAsync("sig2", "val2");
        await started.ResolveSignalAsync("sig0", "val0");
        await started.ResolveSignalAsync("sig1", "val1");

        Assert.Equal("val0|val1|val2", await started.ResultAsync());
    }

    [Theory, InEveryMode]
    public async Task The_outcomes_of_all_signals_are_told_apart(Mode mode)
    {
        var started = await StartAsync(mode, Await("awaitAllCompleted", _three));

        await started.ResolveSignalAsync("sig0", "val0");
        await started.RejectSignalAsync("sig1", "err1");
        await started.ResolveSignalAsync("sig2", "val2");

        Assert.Equal("ok:val0|err:err1|ok:val2", await started.ResultAsync());
    }

    [Theory]
    [InEveryMode(With = ["awaitAny", "awaitFirstCompleted"])]
    public async Task The_first_signal_to_be_sent_wins(Mode mode, string type)
    {
        var started = await StartAsync(mode, Await(type, _three));

        await started.ResolveSignalAsync("sig1", "first");

        Assert.Equal("first", await started.ResultAsync());
    }

    [Theory, InEveryMode]
    public async Task A_signal_wins_after_a_side_effect_failed(Mode mode)
    {
        var started = await StartAsync(mode, Await("awaitFirstSucceededOrAllFailed", Throws("fail"), Signal("sig")));

        await started.ResolveSignalAsync("sig", "sigval");

        Assert.Equal("sigval", await started.ResultAsync());
    }

    [Theory, InEveryMode]
    public async Task Side_effect_and_signal_are_both_waited_for(Mode mode)
    {
        var started = await StartAsync(
            mode, Await("awaitAllSucceededOrFirstFailed", Returns("runval"), Signal("sig")));

        await started.ResolveSignalAsync("sig", "sigval");

        Assert.Equal("runval|sigval", await started.ResultAsync());
    }

    [Theory, InEveryMode]
    public async Task Side_effects_and_a_signal_are_told_apart(Mode mode)
    {
        var started = await StartAsync(
            mode, Await("awaitAllCompleted", Returns("runval"), Signal("sig"), Throws("fail")));

        await started.ResolveSignalAsync("sig", "sigval");

        Assert.Equal("ok:runval|ok:sigval|err:fail", await started.ResultAsync());
    }

    private async Task<Interpretation> StartAsync(Mode mode, object command) =>
        await new Interpreter((await targets.GetAsync(mode)).Ingress).StartAsync(command);
}
