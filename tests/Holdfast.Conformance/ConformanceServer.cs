using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Restate;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Holdfast.Conformance;

/// <summary>The services on one of the engines.</summary>
internal static class ConformanceServer
{
    private static readonly TimeSpan _drainTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Serves until SIGTERM.</summary>
    public static async Task RunAsync(Settings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Holdfast.Conformance" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            if (settings.Engine == Engine.Restate)
                kestrel.ListenRestate(settings.Port);
            else
                kestrel.ListenAnyIP(settings.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = 2 * _drainTimeout);
        builder.Logging.SetMinimumLevel(settings.LogLevel).AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddHoldfast(holdfast => Add(holdfast, settings));

        await using var app = builder.Build();
        Map(app, settings);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Console.WriteLine($"Listening on port {new Uri(addresses.First()).Port}");
        await app.WaitForShutdownAsync();
    }

    private static void Add(HoldfastBuilder holdfast, Settings settings)
    {
        // The type of a command may stand anywhere in its object.
        holdfast.UseSerdes(new(new(new Serdes().Json) { AllowOutOfOrderMetadataProperties = true }));
        foreach (var service in settings.Services)
            holdfast.Add(service);
        if (settings.Engine == Engine.Embedded)
            holdfast.UseEmbedded(embedded => Configure(embedded, settings));
    }

    private static void Configure(EmbeddedOptions embedded, Settings settings)
    {
        embedded.Directory = settings.Data;
        embedded.InactivityTimeout = settings.InactivityTimeout;
        embedded.DrainTimeout = _drainTimeout;
    }

    private static void Map(WebApplication app, Settings settings)
    {
        if (settings.Engine == Engine.Embedded)
        {
            app.MapHoldfastAdmin();
            app.MapHoldfast();
            return;
        }

        app.MapRestate(configure: endpoint =>
        {
            endpoint.DrainTimeout = _drainTimeout;
            // Who tests that a mismatch is noticed waits for the end of the invocation.
            endpoint.PauseOnJournalMismatch = false;
            foreach (var key in settings.IdentityKeys)
                endpoint.IdentityKeys.Add(key);
        });
    }
}
