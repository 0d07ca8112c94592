namespace Holdfast.Conformance.Tests;

/// <summary>The program on the embedded engine: one process.</summary>
internal sealed class EmbeddedTarget : ConformanceTarget
{
    private EmbeddedTarget(HttpClient http)
    {
        Admin = http;
        Ingress = new(http);
    }

    public override Ingress Ingress { get; }

    protected override HttpClient Admin { get; }

    public static async Task<EmbeddedTarget> StartAsync(
        Mode mode, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] suspending = mode.AlwaysSuspends() ? ["--inactivity-timeout", "0:00"] : [];
        var program = await ConformanceProgram.StartAsync(["--engine", "embedded", .. suspending], environment);
        var http = new HttpClient { BaseAddress = program.Address, Timeout = TimeSpan.FromMinutes(2) };
        return new EmbeddedTarget(http) { Program = program };
    }

    public override Task KillEngineAsync() => KillProgramAsync();

    public override Task TerminateEngineAsync() => TerminateProgramAsync();

    public override async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Program.DisposeAsync();
    }
}
