using System.Net;
using Holdfast.Restate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench.Restate;

/// <summary>
/// The process that the comparison measures on Holdfast's side: it serves handlers, and does nothing else.
/// </summary>
internal static class HandlerServer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRestate(new IPEndPoint(IPAddress.Loopback, 0)));
        builder.Services.AddHoldfast(h => h
            .Add<BenchExecutor>()
            .Add<BenchStep>()
            .Add<BenchStatus>()
            .Add<BenchLean>()
            .UseRestate());
        await using var app = builder.Build();
        app.MapRestate();
        await app.StartAsync();
        Console.WriteLine($"Listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync();
    }
}
