namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Cancellation(SharedTargets targets)
{
    [Theory]
    [InEveryMode(With = ["CALL", "SLEEP", "AWAKEABLE"])]
    public async Task An_operator_cancels_an_invocation_and_what_it_waits_for(Mode mode, string operation)
    {
        var target = await targets.GetAsync(mode);
        var key = $"{Guid.NewGuid()}";

        var sent = await target.Ingress.SendAsync($"CancelTestRunner/{key}/startTest", operation);
        await UnlockAsync(target.Ingress, key);

        await ShouldBeCancelledAsync(target.Ingress, key, () => target.CancelAsync(sent.InvocationId));
    }

    [Theory]
    [InEveryMode(With = ["CALL", "SLEEP", "AWAKEABLE"])]
    public async Task A_handler_cancels_an_invocation_and_what_it_waits_for(Mode mode, string operation)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        var id = await ingress.CallAsync<string>(
            "Proxy/oneWayCall", Proxied.Call("CancelTestRunner", "startTest", operation, key));
        await UnlockAsync(ingress, key);

        await ShouldBeCancelledAsync(ingress, key, () => ingress.CallAsync("TestUtilsService/cancelInvocation", id));
    }

    [Theory, InEveryMode]
    public async Task An_invocation_that_is_killed_ends_with_all_that_it_called(Mode mode)
    {
        var target = await targets.GetAsync(mode);
        var key = $"{Guid.NewGuid()}";

        var sent = await target.Ingress.SendAsync($"KillTestRunner/{key}/startCallTree");
        await UnlockAsync(target.Ingress, key);
        await target.KillAsync(sent.InvocationId);

        await target.Ingress.CallAsync($"KillTestSingleton/{key}/isUnlocked");
        var failure = await Assert.ThrowsAsync<FailedCallException>(
            () => target.Ingress.AttachAsync(sent.InvocationId));
        Assert.Equal(409, failure.Code);
    }

    /// <summary>Lets what waits for the awakeable of this key go on, once it is there.</summary>
    private static async Task UnlockAsync(Ingress ingress, string key)
    {
        await Eventually.TrueAsync(() => ingress.CallAsync<bool>($"AwakeableHolder/{key}/hasAwakeable"));
        await ingress.CallAsync($"AwakeableHolder/{key}/unlock", "cancel");
    }

    // The cancellation may come before what it should interrupt, so it is sent again until the test has ended.
    private static async Task ShouldBeCancelledAsync(Ingress ingress, string key, Func<Task> cancelAsync)
    {
        var verified = ingress.CallAsync<bool>($"CancelTestRunner/{key}/verifyTest");
        await Eventually.TrueAsync(async () =>
        {
            await cancelAsync();
            return verified.IsCompleted;
        });
        Assert.True(await verified);
        await ingress.CallAsync($"CancelTestBlockingService/{key}/isUnlocked");
    }
}
