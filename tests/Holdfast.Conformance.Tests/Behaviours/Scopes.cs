using System.Net.Http.Json;

namespace Holdfast.Conformance.Tests.Behaviours;

/// <summary>Scope and limit key travel with calls: since protocol V7, and never lost silently.</summary>
public sealed class Scopes(SharedTargets targets)
{
    private const int UnsupportedFeature = 573;

    [Theory]
    [In(Mode.ProtocolV7, Mode.ProtocolV7AlwaysSuspending)]
    public async Task The_invocation_that_a_call_starts_has_its_scope_and_limit_key(Mode mode)
    {
        var target = await targets.GetRestateAsync(mode);
        var call = Proxied.Call("TestUtilsService", "echo", "x", scope: ("my-scope", "my-limit"));

        var sent = await target.Ingress.CallAsync<string>("Proxy/oneWayCall", call);
        await target.Ingress.AttachToSentAsync(sent);
        await target.Ingress.CallAsync("Proxy/call", call);

        var invocation = Assert.Single(
            await target.Server.QueryAsync($"SELECT scope, limit_key FROM sys_invocation WHERE id = '{sent}'"));
        Assert.Equal("my-scope", invocation.GetProperty("scope").GetString());
        Assert.Equal("my-limit", invocation.GetProperty("limit_key").GetString());
    }

    [Theory, In(Mode.Default)]
    public async Task A_scope_that_the_protocol_cannot_carry_is_an_error(Mode mode)
    {
        var target = await targets.GetRestateAsync(mode);

        var sent = await target.Ingress.SendAsync(
            "Proxy/call", Proxied.Call("TestUtilsService", "echo", "x", scope: ("my-scope", "my-limit")));

        await Eventually.TrueAsync(async () =>
        {
            var rows = await target.Server.QueryAsync(
                $"SELECT last_failure FROM sys_invocation WHERE id = '{sent.InvocationId}'");
            return rows is [var row] && row.TryGetProperty("last_failure", out var failure)
                && failure.GetString()?.Contains($"{UnsupportedFeature}", StringComparison.Ordinal) == true;
        });
        await target.KillAsync(sent.InvocationId);
    }

    [Theory, In(Mode.ProtocolV7)]
    public async Task A_limit_on_scope_and_limit_key_holds_for_calls_of_handlers(Mode mode)
    {
        const int Limit = 2;
        var target = await targets.GetRestateAsync(mode);
        await using var blocking = await BlockingService.StartAsync();
        await target.Server.RegisterAsync(blocking.Address);
        var scope = ($"scope-{Guid.NewGuid():N}"[..16], "limit-key");
        var rule = new { pattern = $"{scope.Item1}/{scope.Item2}", limits = new { concurrency = Limit } };
        using var answer = await target.Server.AdminHttp.PutAsJsonAsync("limits/rules", new[] { rule });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        // The rule comes into force a while after it is set.
        await Eventually.TrueAsync(async () =>
        {
            await CallFourAsync(target.Ingress, blocking, scope);
            return blocking.MostAtOnce <= Limit;
        });
    }

    private static async Task CallFourAsync(Ingress ingress, BlockingService blocking, (string, string) scope)
    {
        const int Count = 4;
        blocking.Reset();
        await ingress.CallAsync("Proxy/manyCalls", Enumerable.Range(0, Count).Select(
            i => Proxied.Many(Proxied.Call(BlockingService.Name, "block", i, scope: scope), isOneWay: true)));
        for (var released = 0; released < Count; released++)
        {
            var invocationId = await blocking.NextBlockedAsync();
            await ingress.CallAsync(
                "TestUtilsService/resolveSignal",
                new { invocationId, signalName = BlockingService.Release, value = "go" });
            await ingress.AttachAsync(invocationId);
        }
    }
}
