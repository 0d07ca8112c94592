using System.Net;
using Holdfast.Host.Access;
using Holdfast.Images;
using Holdfast.Workflows;

namespace Holdfast.Host.Configuration;

/// <summary>How one server runs: read once at the start, valid as a whole.</summary>
internal sealed record ServerOptions
{
    // Restate Server's ingress has 8080.
    private static readonly Setting _besideRestate = Settings.Port with { Default = "8090" };

    public required EngineKind Engine { get; init; }

    public required int Port { get; init; }

    public required IPAddress Bind { get; init; }

    /// <summary>Absolute.</summary>
    public required string Data { get; init; }

    /// <summary>Null: the usual places are looked at.</summary>
    public required string? Chromium { get; init; }

    /// <summary>What screenshots may open besides the public internet.</summary>
    public required IReadOnlyList<AddressRule> ScreenshotAllow { get; init; }

    public required LogFormat LogFormat { get; init; }

    public required LogLevel LogLevel { get; init; }

    public required int MaxRunning { get; init; }

    public required int MaxUnfinished { get; init; }

    public required TimeSpan InactivityTimeout { get; init; }

    public required TimeSpan Retention { get; init; }

    public required TimeSpan DrainTimeout { get; init; }

    public required AccessSettings Access { get; init; }

    public required LimitSettings Limits { get; init; }

    /// <summary>Null: the HTTP API is spoken in the clear.</summary>
    public required TlsSettings? Tls { get; init; }

    /// <summary>Null: images are kept in a directory.</summary>
    public required BucketSettings? Bucket { get; init; }

    public required StableDiffusionSettings StableDiffusion { get; init; }

    public required RestateSettings Restate { get; init; }

    /// <summary>The root of the artifact store; beside the database, so that no reference can reach that.</summary>
    public string Artifacts => Path.Combine(Data, "artifacts");

    public WorkflowOptions Workflows => new() { ArtifactDirectory = Artifacts, Retention = Retention };

    public ScreenshotOptions Screenshots => new() { ChromiumPath = Chromium, Allow = ScreenshotAllow };

    /// <summary>Null: nobody makes images from prompts.</summary>
    public StableDiffusionOptions? StableDiffusionSteps => StableDiffusion.Worker is { } worker
        ? new() { Worker = worker, Deadline = StableDiffusion.Deadline }
        : null;

    /// <exception cref="ProgramException">Settings are wrong; the message names all of them.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        var reader = new SettingReader(configuration);
        var engine = reader.Word<EngineKind>(Settings.Engine);
        var bind = IPAddress.TryParse(reader.Text(Settings.Bind), out var address)
            ? address
            : reader.Wrong<IPAddress>(Settings.Bind, "an IP address, such as 127.0.0.1 or 0.0.0.0");
        var options = new ServerOptions
        {
            Engine = engine,
            Port = reader.Number(engine == EngineKind.Restate ? _besideRestate : Settings.Port, 0, 65_535),
            Bind = bind!,
            Data = Path.GetFullPath(reader.Text(Settings.Data)),
            Chromium = reader.OptionalText(Settings.Chromium),
            ScreenshotAllow = AddressRules(reader),
            LogFormat = reader.Word<LogFormat>(Settings.LogFormat),
            LogLevel = reader.Word<LogLevel>(Settings.LogLevel),
            MaxRunning = reader.Number(Settings.MaxRunning, 1, 1_000_000),
            MaxUnfinished = reader.Number(Settings.MaxUnfinished, 1, 100_000_000),
            InactivityTimeout = reader.Time(Settings.InactivityTimeout),
            Retention = reader.Time(Settings.Retention),
            DrainTimeout = reader.Time(Settings.DrainTimeout),
            Access = AccessSettings.Read(reader, bind),
            Limits = LimitSettings.Read(reader, bind),
            Tls = TlsSettings.Read(reader),
            Bucket = BucketSettings.Read(reader),
            StableDiffusion = StableDiffusionSettings.Read(reader),
            Restate = RestateSettings.Read(reader),
        };
        if (options.Chromium is { } chromium && !File.Exists(chromium))
            reader.Wrong<string>(Settings.Chromium, "a file that exists");
        reader.ThrowIfMistaken();
        return options;
    }

    private static IReadOnlyList<AddressRule> AddressRules(SettingReader reader)
    {
        var rules = new List<AddressRule>();
        foreach (var text in reader.List(Settings.ScreenshotAllow))
        {
            if (!AddressRule.TryParse(text, out var rule))
            {
                return reader.Wrong<IReadOnlyList<AddressRule>>(
                    Settings.ScreenshotAllow, "hosts, IP addresses or networks, separated by commas; "
                    + $"'{text}' is none. Examples: wiki.internal:8080, 10.1.0.0/16, [fd00::1]:443")!;
            }

            rules.Add(rule);
        }

        return rules;
    }
}

/// <summary>Who runs the handlers.</summary>
internal enum EngineKind
{
    /// <summary>This program, on SQLite.</summary>
    Embedded,

    /// <summary>Restate Server, which calls this program.</summary>
    Restate,
}

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    Simple,
    Json,
}
