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
            await using var worker = options.StableDiffusion.HasBackend
                ? await WorkerBeside.StartAsync(options)
                : null;
            if (worker is not null)
                options = options with { StableDiffusion = options.StableDiffusion with { Worker = worker.Address } };
            IComposition composition = options.Engine == EngineKind.Restate
                ? new RestateServer(options)
                : new EmbeddedServer(options);
            await using var server = await Server.StartAsync(composition, options);
            worker?.AnswerTo(server);
            await server.RunUntilStoppedAsync();
            if (worker is not null)
                await worker.RunUntilStoppedAsync();
            return (int)ExitCode.Success;
        });
        return command;
    }
}
