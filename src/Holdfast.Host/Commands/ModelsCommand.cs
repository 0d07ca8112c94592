using System.CommandLine;
using System.Globalization;
using Holdfast.Host.Client;
using Holdfast.Host.Configuration;
using Holdfast.StableDiffusion.Onnx;
using Spectre.Console;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast models …</c>: the models that this program can make images with.</summary>
internal static class ModelsCommand
{
    private const string Folder = "models";

    private static readonly Option<string?> _models = new("--models")
    {
        Description = $"Where models are; without it, '{Folder}' in the data directory.",
        HelpName = "directory",
        Recursive = true,
    };

    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(15);

    public static Command Create() => new("models", "Pull and list Stable Diffusion models.")
    {
        _models, CreatePull(), CreateList(),
    };

    private static Command CreatePull()
    {
        var name = new Argument<string>("model")
        {
            Description = "owner/name at the hub, or owner/name@revision. HF_ENDPOINT, HF_TOKEN and HF_HOME count.",
        };
        var command = new Command("pull", "Bring a model's ONNX files here, and check them; goes on where it stopped.")
        {
            name,
        };
        var flags = SettingFlags.AddTo(command, [Settings.Data]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreOf(parsed, flags);
            using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = _connectTimeout });
            try
            {
                var hub = new ModelHub(http, ModelHubOptions.FromEnvironment(), store);
                var directory = await PullAsync(hub, parsed.GetRequiredValue(name), cancellationToken);
                Console.WriteLine(directory);
                return (int)ExitCode.Success;
            }
            catch (ModelPullException problem)
            {
                throw new ProgramException(ExitCode.Failed, problem.Message, problem);
            }
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List the models that are here.");
        var flags = SettingFlags.AddTo(command, [Settings.Data]);
        command.SetAction(parsed =>
        {
            var listing = new Listing("Model", "Size", "Directory", "Problem");
            foreach (var model in StoreOf(parsed, flags).List())
                listing.Add(model.Name, Size(model.Bytes), model.Path, model.Problem ?? "");
            listing.Write(AnsiConsole.Console);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static ModelStore StoreOf(ParseResult parsed, SettingFlags flags) =>
        new(parsed.GetValue(_models) ?? Path.Combine(flags.Read(parsed).Data, Folder));

    private static async Task<string> PullAsync(ModelHub hub, string model, CancellationToken cancellationToken)
    {
        if (!AnsiConsole.Console.Profile.Out.IsTerminal)
            return await hub.PullAsync(model, new FileLines(), cancellationToken);
        return await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(),
                new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => hub.PullAsync(
                model, new Bar(context.AddTask(Markup.Escape(model))), cancellationToken));
    }

    private static string Size(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture) + " MB";

    private sealed class Bar(ProgressTask task) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            task.Description = Markup.Escape(value.File);
            task.MaxValue = Math.Max(value.TotalBytes, 1);
            task.Value = value.Bytes;
        }
    }

    // For logs: one line for each file.
    private sealed class FileLines : IProgress<PullProgress>
    {
        private string? _last;

        public void Report(PullProgress value)
        {
            if (value.File == _last)
                return;
            _last = value.File;
            Console.Error.WriteLine($"{value.File} ({Size(value.Bytes)} of {Size(value.TotalBytes)} are here)");
        }
    }
}
