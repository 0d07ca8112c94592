using Holdfast.Testing.Restate;

namespace Holdfast.Restate.Tests.Server;

public sealed class Harness
{
    [Fact]
    public async Task The_real_server_starts_is_killed_and_starts_again()
    {
        await using var server = await RestateServer.StartAsync();
        await server.KillAsync();
        await server.StartAgainAsync();
        await server.TerminateAsync();
        await server.StartAgainAsync();

        Assert.Empty(await server.QueryAsync("SELECT id FROM sys_invocation"));
    }
}
