using Holdfast.Host.Access;
using Holdfast.Host.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Host.Serving;

/// <summary>What every serving process is built on: Kestrel, routing, logs, an orderly stop.</summary>
internal static class ProcessBuilder
{
    // After side effects have had their time, connections and the database are closed.
    private static readonly TimeSpan _closing = TimeSpan.FromSeconds(5);

    // The empty builder: no ASPNETCORE_ variables, no other configuration files, nothing that is not written here.
    public static WebApplicationBuilder Create(ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new() { ApplicationName = "Holdfast", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(RequestGuard.Configure);
        builder.Services.AddRoutingCore();
        builder.Services.AddHealthChecks();
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + _closing);
        AddLogging(builder.Logging, options);
        return builder;
    }

    private static void AddLogging(ILoggingBuilder logging, ServerOptions options)
    {
        // What the framework says at 'information' (a line per request) is what others call 'debug'.
        logging.SetMinimumLevel(options.LogLevel);
        if (options.LogLevel == LogLevel.Information)
            logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);

        // Logs go to standard error, so that what a command answers can be piped.
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.LogFormat == LogFormat.Json)
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "O"));
        else
            logging.AddSimpleConsole(simple => (simple.SingleLine, simple.TimestampFormat) = (true, "HH:mm:ss.fff "));
    }
}
