using System.CommandLine;
using System.Globalization;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast service …</c>: one of several processes behind Restate Server.</summary>
internal static class ServiceCommand
{
    private static readonly IReadOnlyList<Setting> _ofAll =
    [
        Settings.Bind, Settings.Data, Settings.LogFormat, Settings.LogLevel, Settings.DrainTimeout,
        Settings.ArtifactBucket, Settings.ArtifactUrl, Settings.ArtifactPrefix,
        Settings.RestateIngress, Settings.RestateAdmin, Settings.RestateToken, Settings.Advertise,
        Settings.Register with { Default = "false" }, Settings.IdentityKey, Settings.Http11,
    ];

    public static Command Create()
    {
        var command = new Command("service", "Serve some of the services to Restate Server, until SIGTERM or Ctrl-C.");
        foreach (var part in ServicePart.All)
            command.Add(Create(part));
        return command;
    }

    private static Command Create(ServicePart part)
    {
        var command = new Command(part.Name, part.Summary);
        var port = Settings.Port with
        {
            Default = part.Port.ToString(CultureInfo.InvariantCulture),
            Description = "Port for Restate Server's calls; 0 picks a free one.",
        };
        var flags = SettingFlags.AddTo(command, [port, .. part.Settings, .. _ofAll]);
        command.SetAction(async (parsed, _) =>
        {
            var options = flags.Read(parsed) with { Engine = EngineKind.Restate };
            if (options is { Port: 0, Restate: { Register: true, Advertise: null } })
                throw new ProgramException(ExitCode.Usage, "To be registered, a process needs a port: choose --port.");
            await using var server = await Server.StartAsync(new ServiceProcess(part, options), options);
            await server.RunUntilStoppedAsync();
            return (int)ExitCode.Success;
        });
        return command;
    }
}
