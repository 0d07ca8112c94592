using Holdfast.Testing.Restate;

namespace Holdfast.Conformance.Tests;

/// <summary>The program as an endpoint of a Restate Server.</summary>
internal sealed class RestateTarget(RestateServer server) : ConformanceTarget
{
    public RestateServer Server { get; } = server;

    public override Ingress Ingress { get; } = new(server.Http);

    protected override HttpClient Admin => Server.AdminHttp;

    public static async Task<RestateTarget> StartAsync(
        Mode mode,
        IReadOnlyDictionary<string, string>? environment = null,
        IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = new Dictionary<string, string>(Modes.SettingsOf(mode));
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            all[name] = value;
        var server = await RestateServer.StartAsync(all);
        var target = new RestateTarget(server) { Program = await ConformanceProgram.StartAsync([], environment) };
        try
        {
            await server.RegisterAsync(target.Program.Address);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
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
        await Server.DisposeAsync();
        await Program.DisposeAsync();
    }
}
