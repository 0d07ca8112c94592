namespace Holdfast.Restate.Tests.Clients;

/// <summary>Scopes, limit keys and their limits, which a server has only when its experimental queues are on.</summary>
public sealed class Scopes(Scopes.Host host) : IClassFixture<Scopes.Host>
{
    [Fact]
    public async Task A_scope_and_a_limit_key_come_with_the_call()
    {
        var options = new CallOptions { Scope = "scope-1", LimitKey = "limit-1", IdempotencyKey = "scoped" };
        Assert.Equal("Hello, Ada", await host.Client.Greeter().Greet("Ada", options));
        var rows = await host.Admin.QueryAsync("SELECT scope, limit_key FROM sys_invocation WHERE scope IS NOT NULL");
        var row = Assert.Single(rows);
        Assert.Equal("scope-1", row.GetProperty("scope").GetString());
        Assert.Equal("limit-1", row.GetProperty("limit_key").GetString());

        var target = new InvocationTarget.ByIdempotencyKey(new("Greeter", "greet"), "scoped", "scope-1");
        Assert.Equal("Hello, Ada", await host.Client.AttachAsync<string>(target));
        Assert.False((await host.Client.Greeter().Send.Greet("Ada", options: options)).IsNew);
    }

    [Fact]
    public async Task Limits_are_put_and_deleted()
    {
        var stored = await host.Admin.PutLimitRulesAsync(
            [new("shop/*", 3) { Description = "At the till" }, new("shop/vip", null) { Disabled = true }]);
        Assert.Equal(["shop/*", "shop/vip"], stored.Select(rule => rule.Pattern).Order());
        Assert.Contains(stored, rule => rule is { Concurrency: 3, Description: "At the till", Version: > 0 });
        Assert.Contains(stored, rule => rule is { Concurrency: null, Disabled: true });

        await host.Admin.DeleteLimitRulesAsync(["shop/*", "shop/vip", "never/*"]);
        var refused = await Assert.ThrowsAsync<RestateAdminException>(() =>
            host.Admin.PutLimitRulesAsync([new("a/b/c/d/e", 1)]));
        Assert.InRange(refused.Status, 400, 499);
    }

    public sealed class Host : ClientHost
    {
        protected override Dictionary<string, string> Settings { get; } = new()
        {
            ["RESTATE_EXPERIMENTAL_ENABLE_VQUEUES"] = "true",
            ["RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7"] = "true",
        };
    }
}
