using System.CommandLine;
using System.Globalization;

namespace Holdfast.Conformance;

/// <summary>Which engine executes the services.</summary>
internal enum Engine
{
    /// <summary>A Restate Server that this endpoint is registered with.</summary>
    Restate,

    /// <summary>The embedded engine, with its ingress in place of the endpoint.</summary>
    Embedded,
}

/// <summary>What the program was told on its command line and by its environment.</summary>
internal sealed record Settings
{
    private static readonly Option<int> _port = new("--port")
    {
        Description = "TCP port to listen on, 0 for a free one.",
        DefaultValueFactory = _ => DefaultPort(),
    };

    private static readonly Option<Engine> _engine = new("--engine")
    {
        Description = "Who executes the services.",
        DefaultValueFactory = _ => Engine.Restate,
    };

    private static readonly Option<string?> _data = new("--data")
    {
        Description = "Where the embedded engine keeps its database; else conformance-PORT in HOLDFAST_DATA.",
    };

    private static readonly Option<TimeSpan> _inactivityTimeout = new("--inactivity-timeout")
    {
        Description = "The embedded engine suspends an invocation that has waited this long; 0:00 for at each await.",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(1),
    };

    public required int Port { get; init; }

    public required Engine Engine { get; init; }

    public required string Data { get; init; }

    public required TimeSpan InactivityTimeout { get; init; }

    /// <summary>What to offer.</summary>
    public IReadOnlyList<ServiceDefinition> Services { get; } = ServiceCatalog.Select(List("SERVICES"));

    /// <summary>Public keys of the servers that may call; none: everybody may.</summary>
    public IReadOnlyList<string> IdentityKeys { get; } = List("E2E_REQUEST_SIGNING");

    public LogLevel LogLevel { get; } =
        Environment.GetEnvironmentVariable("RESTATE_LOGGING")?.Trim().ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "INFO" or "INFORMATION" => LogLevel.Information,
            "ERROR" or "FATAL" => LogLevel.Error,
            "OFF" or "NONE" => LogLevel.None,
            _ => LogLevel.Warning,
        };

    /// <summary>The command that serves by the settings it was given.</summary>
    public static RootCommand CreateCommand(Func<Settings, Task> serveAsync)
    {
        var command = new RootCommand("Serves the services that Restate's SDK conformance tests call.")
        {
            _port, _engine, _data, _inactivityTimeout,
        };
        command.SetAction((parsed, _) => serveAsync(new()
        {
            Port = parsed.GetValue(_port),
            Engine = parsed.GetValue(_engine),
            Data = parsed.GetValue(_data) ?? DefaultData(parsed.GetValue(_port)),
            InactivityTimeout = parsed.GetValue(_inactivityTimeout),
        }));
        return command;
    }

    /// <summary>
    /// One for each port, so that several can run at once, and each finds its own when it starts again.
    /// </summary>
    private static string DefaultData(int port) =>
        Path.Combine(Environment.GetEnvironmentVariable("HOLDFAST_DATA") ?? "data", $"conformance-{port}");

    private static string[] List(string variable) =>
        Environment.GetEnvironmentVariable(variable)?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static int DefaultPort()
    {
        var text = Environment.GetEnvironmentVariable("PORT");
        if (string.IsNullOrEmpty(text))
            return 9080;
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new ArgumentException($"PORT is '{text}', which is not a port: give a number up to 65535.");
    }
}
