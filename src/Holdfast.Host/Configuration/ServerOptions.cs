using System.Net;

namespace Holdfast.Host.Configuration;

/// <summary>How one server runs: read once at the start, valid as a whole.</summary>
internal sealed record ServerOptions
{
    public required int Port { get; init; }

    public required IPAddress Bind { get; init; }

    /// <summary>Absolute.</summary>
    public required string Data { get; init; }

    /// <summary>Null: the usual places are looked at.</summary>
    public required string? Chromium { get; init; }

    public required LogFormat LogFormat { get; init; }

    public required LogLevel LogLevel { get; init; }

    public required int MaxRunning { get; init; }

    public required TimeSpan InactivityTimeout { get; init; }

    public required TimeSpan Retention { get; init; }

    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>The root of the artifact store; beside the database, so that no reference can reach that.</summary>
    public string Artifacts => Path.Combine(Data, "artifacts");

    /// <exception cref="ProgramException">Settings are wrong; the message names all of them.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        var reader = new SettingReader(configuration);
        var options = new ServerOptions
        {
            Port = reader.Number(Settings.Port, 0, 65_535),
            Bind = IPAddress.TryParse(reader.Text(Settings.Bind), out var address)
                ? address
                : reader.Wrong<IPAddress>(Settings.Bind, "an IP address, such as 127.0.0.1 or 0.0.0.0")!,
            Data = Path.GetFullPath(reader.Text(Settings.Data)),
            Chromium = reader.OptionalText(Settings.Chromium),
            LogFormat = reader.Word<LogFormat>(Settings.LogFormat),
            LogLevel = reader.Word<LogLevel>(Settings.LogLevel),
            MaxRunning = reader.Number(Settings.MaxRunning, 1, 1_000_000),
            InactivityTimeout = reader.Time(Settings.InactivityTimeout),
            Retention = reader.Time(Settings.Retention),
            DrainTimeout = reader.Time(Settings.DrainTimeout),
        };
        if (options.Chromium is { } chromium && !File.Exists(chromium))
            reader.Wrong<string>(Settings.Chromium, "a file that exists");
        reader.ThrowIfMistaken();
        return options;
    }
}

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    Simple,
    Json,
}
