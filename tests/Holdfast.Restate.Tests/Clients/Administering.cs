namespace Holdfast.Restate.Tests.Clients;

[Collection<ClientTests>]
public sealed class Administering(ClientHost host)
{
    private RestateAdmin Admin => host.Admin;

    [Fact]
    public async Task The_server_says_what_it_is()
    {
        await Admin.CheckHealthAsync();
        var version = await Admin.GetVersionAsync();
        Assert.StartsWith("1.", version.Version, StringComparison.Ordinal);
        Assert.True(version.Features.ContainsKey("vqueues"));
        Assert.NotEmpty((await Admin.GetClusterHealthAsync()).ClusterName);
    }

    [Fact]
    public async Task The_program_registered_itself()
    {
        var deployment = Assert.Single(await Admin.ListDeploymentsAsync(), found => found.Uri == host.Endpoint);
        Assert.Equal(["Approval", "Greeter", "Notebook"], deployment.Services.Select(service => service.Name).Order());
        Assert.Equal("BidiStream", deployment.ProtocolType);
        Assert.Equal("HTTP/2.0", deployment.HttpVersion);
        Assert.True(deployment.CreatedAt > DateTimeOffset.UnixEpoch);
        Assert.Equal(deployment.Id, (await Admin.GetDeploymentAsync(deployment.Id)).Id);
    }

    [Fact]
    public async Task Registering_says_what_was_found_there()
    {
        var options = new RegistrationOptions { DryRun = true, Force = true };
        var found = await Admin.RegisterAsync(host.Endpoint, options);
        Assert.Equal(7, found.MaxProtocolVersion);
        var notebook = Assert.Single(found.Services, service => service.Type == "VirtualObject");
        Assert.Contains(notebook.Handlers, handler => handler is { Name: "key", Type: "Shared", Public: true });
    }

    [Fact]
    public async Task A_deployment_is_registered_with_headers_and_metadata_and_deleted()
    {
        // To the server it is another address.
        var address = new UriBuilder(host.Endpoint) { Host = "localhost" }.Uri;
        var registration = await Admin.RegisterAsync(address, new()
        {
            AdditionalHeaders = new Dictionary<string, string> { ["x-gateway"] = "blue" },
            Metadata = new Dictionary<string, string> { ["commit"] = "abc" },
        });
        try
        {
            var deployment = await Admin.GetDeploymentAsync(registration.Id);
            Assert.Equal("blue", deployment.AdditionalHeaders!["x-gateway"]);
            Assert.Equal("abc", deployment.Metadata!["commit"]);
        }
        finally
        {
            await Admin.RegisterAsync(host.Endpoint, new() { Force = true });
            await Admin.DeleteDeploymentAsync(registration.Id);
        }

        var gone = await Assert.ThrowsAsync<RestateAdminException>(() => Admin.GetDeploymentAsync(registration.Id));
        Assert.Equal(404, gone.Status);
        Assert.Contains(registration.Id, gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_refused_with_the_servers_code()
    {
        var refused = await Assert.ThrowsAsync<RestateAdminException>(() =>
            Admin.RegisterAsync(new($"http://127.0.0.1:{Testing.Restate.LoopbackPorts.Next()}")));
        Assert.Equal("META0003", refused.RestateCode);
    }

    [Fact]
    public async Task Settings_of_a_service_are_changed()
    {
        Assert.Contains(await Admin.ListServicesAsync(), service => service.Name == "Greeter");
        var hidden = await Admin.UpdateServiceAsync(
            "Greeter", new() { Public = false, IdempotencyRetention = TimeSpan.FromMinutes(90) });
        Assert.False(hidden.Public);
        Assert.Equal(hidden.IdempotencyRetention, (await Admin.GetServiceAsync("Greeter")).IdempotencyRetention);
        var refused = await Assert.ThrowsAsync<TerminalException>(() => host.Client.Greeter().Greet("Ada"));
        Assert.Equal(ErrorCode.BadRequest, refused.Code);

        await Admin.UpdateServiceAsync("Greeter", new() { Public = true });
        await Eventually.IsAsync(async () => (await Admin.GetServiceAsync("Greeter")).Public);
    }

    [Fact]
    public async Task The_state_of_an_object_is_replaced()
    {
        await host.Client.Notebook("it's \"mine\"").Write("old");
        var state = new Dictionary<string, ReadOnlyMemory<byte>> { ["note"] = "\"new ü\""u8.ToArray() };
        await Admin.ReplaceStateAsync("Notebook", "it's \"mine\"", state);
        await Eventually.IsAsync(async () => await host.Client.Notebook("it's \"mine\"").ReadAsync() == "new ü");
    }

    [Fact]
    public async Task A_hostile_text_is_a_literal_in_a_query()
    {
        const string Hostile = "'; DROP TABLE sys_invocation; -- \\' \" % _ ü🙂 \r\n";
        var rows = await Admin.QueryAsync($"SELECT {RestateAdmin.QuoteSql(Hostile)} AS text");
        Assert.Equal(Hostile, Assert.Single(rows).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_query_that_is_none_says_so()
    {
        var refused = await Assert.ThrowsAsync<RestateAdminException>(() => Admin.QueryAsync("SELEKT 1"));
        Assert.Contains("SELEKT", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invocation_is_paused_resumed_restarted_and_purged()
    {
        var sent = await host.Client.Greeter().Send.Break();
        await StatusIsAsync(sent.InvocationId, InvocationStatus.BackingOff);
        await Admin.PauseAsync(sent.InvocationId);
        await StatusIsAsync(sent.InvocationId, InvocationStatus.Paused);
        await Admin.ResumeAsync(sent.InvocationId, "latest");
        await StatusIsAsync(sent.InvocationId, InvocationStatus.BackingOff);
        await Admin.KillAsync(sent.InvocationId);
        await StatusIsAsync(sent.InvocationId, InvocationStatus.Completed);

        var again = await Admin.RestartAsNewAsync(sent.InvocationId);
        Assert.NotEqual(sent.InvocationId, again);
        await StatusIsAsync(again, InvocationStatus.BackingOff);
        var early = await Assert.ThrowsAsync<RestateAdminException>(() => Admin.PurgeAsync(again));
        Assert.Equal(409, early.Status);
        await Admin.KillAsync(again);

        await Admin.PurgeJournalAsync(sent.InvocationId);
        await Admin.PurgeAsync(sent.InvocationId);
        await Eventually.IsAsync(async () => await host.Queries.FindAsync(sent.InvocationId) is null);
    }

    private Task StatusIsAsync(string id, InvocationStatus status) =>
        Eventually.IsAsync(async () => (await host.Queries.FindAsync(id))?.Status == status);
}
