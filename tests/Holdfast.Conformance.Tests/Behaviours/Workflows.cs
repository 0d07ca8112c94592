using System.Text.Json;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Workflows(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task A_promise_that_is_resolved_ends_the_run_and_its_result_is_kept(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";
        var run = $"restate/workflow/BlockAndWaitWorkflow/{key}";

        var sent = await ingress.SendAsync($"BlockAndWaitWorkflow/{key}/run", "Francesco");
        await Eventually.TrueAsync(async () =>
            (await ingress.CallAsync($"BlockAndWaitWorkflow/{key}/getState")) is { ValueKind: JsonValueKind.String });
        Assert.Equal("Francesco", await ingress.CallAsync<string>($"BlockAndWaitWorkflow/{key}/getState"));
        await ingress.CallAsync($"BlockAndWaitWorkflow/{key}/unblock", "Till");

        Assert.Equal("Accepted", sent.Status);
        Assert.Equal("Till", (await ingress.GetAsync($"{run}/attach")).GetString());
        Assert.Equal("Till", (await ingress.GetAsync($"{run}/output")).GetString());

        var again = await ingress.SendAsync($"BlockAndWaitWorkflow/{key}/run", "Somebody else");
        Assert.Equal(("PreviouslyAccepted", sent.InvocationId), (again.Status, again.InvocationId));
        Assert.Equal("Till", (await ingress.GetAsync($"{run}/output")).GetString());
    }

    [Theory, InEveryMode]
    public async Task State_that_was_never_set_is_null(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var state = await ingress.CallAsync($"BlockAndWaitWorkflow/{Guid.NewGuid()}/getState");

        Assert.Equal(JsonValueKind.Null, state.ValueKind);
    }

    [Theory, InEveryMode]
    public async Task A_promise_may_be_resolved_before_the_run_starts_and_only_once(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        await ingress.CallAsync($"BlockAndWaitWorkflow/{key}/unblock", "early");
        var second = await ingress.FailAsync($"BlockAndWaitWorkflow/{key}/unblock", "late");
        var sent = await ingress.SendAsync($"BlockAndWaitWorkflow/{key}/run", "x");

        Assert.Equal(409, second.Code);
        Assert.Equal("early", (await ingress.AttachAsync(sent.InvocationId)).GetString());
    }
}
