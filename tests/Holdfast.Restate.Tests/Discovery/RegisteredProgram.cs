using Holdfast.Testing.Restate;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Restate.Tests.Discovery;

/// <summary>The lending program, registered with a server of its own.</summary>
public sealed class RegisteredProgram : IAsyncLifetime
{
    private WebApplication? _program;
    private RestateServer? _server;

    internal RestateServer Server => _server!;

    public ValueTask InitializeAsync() => StartAsync(http11: false);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_program is not null)
            await _program.DisposeAsync();
    }

    internal async ValueTask StartAsync(bool http11)
    {
        _program = await LendingProgram.StartAsync(http11);
        _server = await RestateServer.StartAsync();
        await _server.RegisterAsync(new Uri(_program.Urls.Single()), useHttp11: http11);
    }
}
