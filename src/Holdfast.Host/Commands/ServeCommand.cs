using System.CommandLine;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast serve</c>: the server, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Run the server until SIGTERM or Ctrl-C, then finish what is under way.");
        var flags = SettingFlags.AddTo(command, Settings.All);
        command.SetAction(async (parsed, _) =>
        {
            var options = flags.Read(parsed);
            IComposition composition = options.Engine == EngineKind.Restate
                ? new RestateServer(options)
                : new EmbeddedServer(options);
            await using var server = await Server.StartAsync(composition, options);
            await server.RunUntilStoppedAsync();
            return (int)ExitCode.Success;
        });
        return command;
    }
}
