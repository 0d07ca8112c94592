using System.Net;
using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Restate;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos.Serving;

/// <summary>What the process that is killed needs to know.</summary>
internal sealed record ServerSettings(EngineKind Engine, int Port, string Data, string Ledger, int Life)
{
    /// <summary>Unfinished invocations that it takes; null: as many as the engine does.</summary>
    public int? Places { get; init; }
}

/// <summary>The process that is killed: the services on one of the engines.</summary>
internal static class ChaosServer
{
    /// <summary>Said once it answers.</summary>
    public const string ReadyLine = "ready";

    public static async Task RunAsync(ServerSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Holdfast.Chaos" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            var address = new IPEndPoint(IPAddress.Loopback, settings.Port);
            if (settings.Engine == EngineKind.Restate)
                kestrel.ListenRestate(address);
            else
                kestrel.Listen(address);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole(console => console.SingleLine = true);
        using var ledger = new EffectLedger(settings.Ledger, settings.Life);
        builder.Services.AddSingleton(ledger);
        builder.Services.AddHoldfast(holdfast => Add(holdfast, settings, new ChaosServices(ledger)));

        await using var app = builder.Build();
        if (settings.Engine == EngineKind.Restate)
        {
            app.MapRestate();
        }
        else
        {
            app.MapHealthChecks("/health/ready");
            app.MapHoldfastAdmin();
            app.MapHoldfast();
        }

        await app.StartAsync();
        await Console.Out.WriteLineAsync(ReadyLine);
        await app.WaitForShutdownAsync();
    }

    private static void Add(HoldfastBuilder holdfast, ServerSettings settings, ChaosServices services)
    {
        foreach (var service in services.All())
            holdfast.Add(service);
        holdfast.AddWorkflows(workflows =>
        {
            workflows.Options = new() { ArtifactDirectory = Path.Combine(settings.Data, "artifacts") };
            workflows.AddStep<FirstStep, EffectParameters>().AddStep<NextStep, EffectParameters>();
        });
        if (settings.Engine == EngineKind.Embedded)
            holdfast.UseEmbedded(engine => Configure(engine, settings));
    }

    // Short waits suspend as well: a life is too short for the defaults to come into play.
    private static void Configure(EmbeddedOptions engine, ServerSettings settings)
    {
        engine.Directory = settings.Data;
        engine.InactivityTimeout = TimeSpan.FromMilliseconds(200);
        engine.LongSleep = TimeSpan.FromMilliseconds(400);
        engine.MaxWaitingAttempts = 50;
        engine.MaxUnfinishedInvocations = settings.Places ?? engine.MaxUnfinishedInvocations;
    }
}
