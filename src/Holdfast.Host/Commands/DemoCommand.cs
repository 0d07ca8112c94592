using System.CommandLine;
using System.Globalization;
using Holdfast.Host.Client;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.Host.Demo;
using Holdfast.Host.Serving;
using Spectre.Console;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast demo</c>: a server, one workflow, its image, and the end.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Run a workflow of three steps on a page of this program.");
        var flags = SettingFlags.AddTo(command, [Settings.Port, Settings.Data, Settings.Chromium]);
        command.SetAction(async (parsed, _) => (int)await RunAsync(flags.Read(parsed), TimeProvider.System));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ServerOptions given, TimeProvider time)
    {
        var screen = new DemoScreen(AnsiConsole.Console);
        screen.Line("[bold]Holdfast demo[/]: screenshot, rotate, blur");
        screen.Field("browser", Browser.Require(given));

        // A directory of its own: a server that is up keeps its data to itself, and the demo still runs.
        var options = given with { Data = Path.Combine(given.Data, "demo"), LogLevel = LogLevel.Error };
        if (!PortProbe.IsFree(options.Bind, options.Port))
        {
            screen.Field("port", $"{options.Port} is taken, so a free one is used");
            options = options with { Port = 0 };
        }

        await using var server = await Server.StartAsync(new EmbeddedServer(options), options);
        screen.Field("server", $"{server.Address}, data in {options.Data}");

        using var api = new ServerApi(server.Address);
        var id = "demo-" + time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        screen.Field("workflow", id);
        var run = new DemoRun(api, screen, time);
        var page = new Uri(server.Address, DemoPage.Path);
        var end = await screen.WhileAsync(() => run.ExecuteAsync(id, page, server.Stopping));
        ShowEnd(screen, id, options, end);
        return ExitCode.Success;
    }

    private static void ShowEnd(DemoScreen screen, string id, ServerOptions options, DemoStatus end)
    {
        screen.Line("");
        screen.Field("image", Path.Combine(options.Artifacts, end.Image?.Path ?? ""));
        screen.Line("");
        screen.Line("The workflow is recorded. To look it up, start the server on the same data, and ask:");
        screen.Line($"  ./holdfast serve --data {Markup.Escape(options.Data)}");
        var body = $$"""{"key":"{{id}}"}""";
        screen.Line(Markup.Escape(
            $"  curl localhost:8080/workflow-status/get -H 'content-type: application/json' -d '{body}'"));
    }
}
