namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Runs(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task A_side_effect_is_retried_until_it_succeeds(Mode mode)
    {
        const int Attempts = 3;
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var made = await ingress.CallAsync<int>(
            $"Failing/{Guid.NewGuid()}/sideEffectSucceedsAfterGivenAttempts", Attempts);

        Assert.Equal(Attempts, made);
    }

    // The number of attempts is counted over all invocations, and not set back.
    [Theory]
    [InEveryMode(With = [1, 3])]
    public async Task A_side_effect_is_given_up_when_its_attempts_are_spent(Mode mode, int attempts)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var made = await ingress.CallAsync<int>(
            $"Failing/{Guid.NewGuid()}/sideEffectFailsAfterGivenAttempts", attempts);

        Assert.InRange(made, attempts, int.MaxValue);
    }

    [Theory, InEveryMode]
    public async Task Side_effects_are_executed_in_order_by_an_attempt_or_replayed_by_a_later_one(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var executed = await ingress.CallAsync<int>("TestUtilsService/countExecutedSideEffects", 3);

        Assert.InRange(executed, 0, 3);
    }

    [Theory]
    [In(
        Mode.AlwaysSuspending,
        Mode.LazyStateAlwaysSuspending,
        Mode.ProtocolV7AlwaysSuspending,
        Mode.ThreeNodesAlwaysSuspending)]
    public async Task A_side_effect_is_stored_before_the_handler_goes_on(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        // Each waits to be acknowledged, which ends the attempt: the last one replays all of them.
        Assert.Equal(0, await ingress.CallAsync<int>("TestUtilsService/countExecutedSideEffects", 3));
    }

    [Theory, InEveryMode]
    public async Task The_environment_is_read_inside_of_a_side_effect(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var interpreter = new Interpreter(ingress);

        Assert.NotEqual("", await interpreter.RunAsync(new { type = "getEnvVariable", envName = "PATH" }));
        Assert.Equal("", await interpreter.RunAsync(new { type = "getEnvVariable", envName = "NOT_SET_AT_ALL" }));
        Assert.Equal(2, (await interpreter.ResultsAsync()).Length);
    }
}
