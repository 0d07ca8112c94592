using Holdfast.Testing.Restate;

namespace Holdfast.Conformance.Tests;

/// <summary>The program as an endpoint of a Restate Server, or of a cluster of them.</summary>
/// <param name="server">The one that is asked and told.</param>
/// <param name="called">The one that is called: the same, or another of its cluster.</param>
/// <param name="all">All that was started.</param>
internal sealed class RestateTarget(RestateServer server, RestateServer called, IAsyncDisposable all)
    : ConformanceTarget
{
    public RestateServer Server { get; } = server;

    public override Ingress Ingress { get; } = new(called.Http);

    protected override HttpClient Admin => Server.AdminHttp;

    /// <param name="mode">The mode.</param>
    /// <param name="settings">Of the server, beside those of the mode.</param>
    public static async Task<RestateTarget> StartAsync(Mode mode, IReadOnlyDictionary<string, string>? settings = null)
    {
        var environment = new Dictionary<string, string>(Modes.SettingsOf(mode));
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            environment[name] = value;
        var program = await ConformanceProgram.StartAsync([]);
        try
        {
            return mode.IsCluster()
                ? await StartClusterAsync(program, environment)
                : await StartServerAsync(program, environment);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public override async Task KillEngineAsync()
    {
        await Server.KillAsync();
        await Server.StartAgainAsync();
    }

    public override async Task TerminateEngineAsync()
    {
        await Server.TerminateAsync();
        await Server.StartAgainAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await all.DisposeAsync();
        await Program.DisposeAsync();
    }

    private static async Task<RestateTarget> StartServerAsync(
        ConformanceProgram program, Dictionary<string, string> environment)
    {
        var server = await RestateServer.StartAsync(environment);
        await RegisterOrDisposeAsync(server, () => server.RegisterAsync(program.Address));
        return new(server, server, server) { Program = program };
    }

    private static async Task<RestateTarget> StartClusterAsync(
        ConformanceProgram program, Dictionary<string, string> environment)
    {
        var cluster = await RestateCluster.StartAsync(environment);
        await RegisterOrDisposeAsync(cluster, () => cluster.RegisterAsync(program.Address));
        return new(cluster.Nodes[0], cluster.Nodes[1], cluster) { Program = program };
    }

    private static async Task RegisterOrDisposeAsync(IAsyncDisposable started, Func<Task> registerAsync)
    {
        try
        {
            await registerAsync();
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }
}
