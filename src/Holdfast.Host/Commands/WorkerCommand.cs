using System.CommandLine;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;
using Holdfast.Restate;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast worker …</c>: makes what steps ask for, in a process of its own.</summary>
internal static class WorkerCommand
{
    private static readonly Setting[] _settings =
    [
        Settings.Port with { Default = "5050", Description = "Port for jobs; 0 picks a free one." },
        Settings.Bind with { Description = "Address to listen on; another than this machine needs --allow-anonymous." },
        Settings.AllowAnonymous, Settings.Data,
        Settings.StableDiffusionModel, Settings.StableDiffusionUrl, Settings.StableDiffusionLogin,
        Settings.RestateIngress with
        {
            Description = "Where images are awaited: Restate Server's ingress, or 'holdfast serve'.",
        },
        Settings.RestateToken,
        Settings.ArtifactBucket, Settings.ArtifactUrl, Settings.ArtifactPrefix,
        Settings.LogFormat, Settings.LogLevel, Settings.DrainTimeout,
    ];

    public static Command Create() => new("worker", "Make what steps ask for, in a process of its own.")
    {
        CreateStableDiffusion(),
    };

    private static Command CreateStableDiffusion()
    {
        var command = new Command(
            "stable-diffusion", "Make images from prompts, until SIGTERM or Ctrl-C; what is queued is kept.");
        var flags = SettingFlags.AddTo(command, _settings);
        command.SetAction(async (parsed, _) =>
        {
            var options = flags.Read(parsed);
            if (!options.StableDiffusion.HasBackend)
            {
                throw new ProgramException(
                    ExitCode.Usage,
                    $"Say what makes the images: {Settings.StableDiffusionModel.Flag} or "
                    + $"{Settings.StableDiffusionUrl.Flag}.");
            }

            if (!options.Access.AllowAnonymous)
            {
                throw new ProgramException(
                    ExitCode.Usage,
                    $"A worker takes jobs from whoever reaches {options.Bind}: it has no keys. Leave out "
                    + $"{Settings.Bind.Flag}, or add {Settings.AllowAnonymous.Flag} where nobody but the steps of "
                    + "Holdfast can reach it.");
            }

            // The ingress of either engine has HTTP/1.1.
            using var engine = new RestateClient(new()
            {
                Ingress = options.Restate.Ingress,
                AuthToken = options.Restate.Token,
                UseHttp11 = true,
            });
            var answers = new EngineAnswers { Engine = engine };
            await using var server = await Server.StartAsync(new WorkerProcess(options, answers), options);
            await server.RunUntilStoppedAsync();
            return (int)ExitCode.Success;
        });
        return command;
    }
}
