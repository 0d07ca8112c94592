using Holdfast.Testing.Restate;

namespace Holdfast.Chaos.Driving;

/// <summary>What is killed, and started again on the same ports and data.</summary>
internal interface IVictim : IAsyncDisposable
{
    /// <summary>Where handlers are called.</summary>
    Uri Ingress { get; }

    /// <summary>Where invocations are cancelled.</summary>
    Uri Admin { get; }

    /// <summary>Everything that its processes wrote.</summary>
    string Output { get; }

    /// <summary>
    /// Resumes what was paused because its process was away for too many attempts, as an operator would.
    /// </summary>
    Task ResumePausedAsync();

    /// <summary>Starts it for the first time, and waits until it is ready.</summary>
    Task StartAsync();

    /// <summary>Kills one of its processes with SIGKILL, and starts that again at once.</summary>
    /// <returns>Completes when it is ready again; it may be killed before.</returns>
    Task<Task> KillAndRestartAsync(Random random);
}

/// <summary>Engine and handlers in one process.</summary>
internal sealed class EmbeddedVictim(string directory, int? places = null) : IVictim
{
    private readonly ServerProcess _process = new(EngineKind.Embedded, directory, places: places);

    public Uri Ingress => _process.Address;

    public Uri Admin => _process.Address;

    public string Output => _process.Output;

    /// <summary>Of its process.</summary>
    public long ResidentBytes => _process.ResidentBytes;

    // Nothing is away from itself.
    public Task ResumePausedAsync() => Task.CompletedTask;

    public Task StartAsync() => _process.Start();

    public async Task<Task> KillAndRestartAsync(Random random)
    {
        await _process.KillAsync();
        return _process.Start();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>Restate Server and a process of handlers. Either may be the one that is killed.</summary>
internal sealed class RestateVictim(string directory) : IVictim
{
    // Of the kills. A server takes seconds to come back, a process of handlers a moment.
    private const double ServerKills = 0.25;

    private readonly ServerProcess _handlers = new(EngineKind.Restate, directory);
    private readonly RestateServer _server = RestateServer.Prepare(
        RestateServer.FreeAddress(), new Dictionary<string, string> { ["RESTATE_DEFAULT_NUM_PARTITIONS"] = "4" });

    public Uri Ingress => _server.Ingress;

    public Uri Admin => _server.Admin;

    public string Output => $"{_handlers.Output}\n{_server.Output}";

    public async Task ResumePausedAsync()
    {
        foreach (var row in await _server.QueryAsync("SELECT id FROM sys_invocation WHERE status = 'paused'"))
        {
            var path = $"invocations/{row.GetProperty("id").GetString()}/resume";
            using var response = await _server.AdminHttp.PatchAsync(new Uri(path, UriKind.Relative), content: null);
        }
    }

    public async Task StartAsync()
    {
        await Task.WhenAll(_handlers.Start(), _server.StartAgainAsync());
        await _server.RegisterAsync(_handlers.Address);
    }

    public async Task<Task> KillAndRestartAsync(Random random)
    {
        if (random.NextDouble() < ServerKills)
        {
            await _server.KillAsync();
            // A server that is killed while it starts is another matter than what is tested here: it is waited for.
            await _server.StartAgainAsync();
            return Task.CompletedTask;
        }

        await _handlers.KillAsync();
        return _handlers.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _handlers.DisposeAsync();
    }
}
