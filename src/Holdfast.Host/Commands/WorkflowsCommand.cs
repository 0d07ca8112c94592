using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Host.Client;
using Spectre.Console;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast workflows …</c>: submits workflow definitions and looks them up.</summary>
internal static class WorkflowsCommand
{
    private static readonly Option<Uri> _url = ServerOption.Create();
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static Command Create() =>
        new("workflows", "Submit workflow definitions to a running server, and look them up.")
        {
            _url,
            ServerOption.ApiKey,
            CreateList(),
            CreateShow(),
            CreateSubmit(),
            CreateCancel(),
        };

    private static Command CreateList()
    {
        var status = new Option<string>("--status") { Description = "Only with this status.", HelpName = "status" };
        status.AcceptOnlyFromAmong("Processing", "Finished", "Failed");
        var limit = new Option<int>("--limit") { Description = "At most this many.", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List workflows, newest first.") { status, limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = parsed.Connect(_url);
            var filter = parsed.GetValue(status) is { } only ? $"&status={only}" : "";
            var page = await api.GetAsync($"workflows?limit={parsed.GetValue(limit)}{filter}", cancellationToken);
            var listing = new Listing("Workflow", "Status", "Created", "Finished", "Error");
            foreach (var item in page?["workflows"]?.AsArray().OfType<JsonObject>() ?? [])
            {
                listing.Add(
                    item["id"]?.ToString(),
                    item["status"]?.ToString(),
                    item["createdAt"]?.ToString(),
                    item["finishedAt"]?.ToString(),
                    item["error"]?.ToString());
            }

            listing.Write(AnsiConsole.Console);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Command CreateCancel()
    {
        var id = new Argument<string>("id") { Description = "The id of the definition." };
        var command = new Command("cancel", "Let a workflow see a cancellation at its next await.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = parsed.Connect(_url);
            await api.PostAsync(
                $"workflows/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/cancel", cancellationToken);
            Console.WriteLine($"{parsed.GetRequiredValue(id)} is being cancelled");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Command CreateSubmit()
    {
        var file = new Argument<string>("file") { Description = "The definition, as JSON; - reads the input." };
        var command = new Command("submit", "Execute a definition, wait for it, and show its result.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var definition = await ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            using var api = parsed.Connect(_url);
            var result = await api.CallAsync(
                "workflow-executor/execute",
                new JsonObject { ["request"] = definition.ToJsonString() },
                definition["id"]?.ToString(),
                cancellationToken);
            Console.WriteLine(result?.ToJsonString(_indented));
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var id = new Argument<string>("id") { Description = "The id of the definition." };
        var command = new Command("show", "Show where a workflow stands, step by step.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = parsed.Connect(_url);
            var status = await api.CallAsync(
                "workflow-status/get",
                new JsonObject { ["key"] = parsed.GetRequiredValue(id) },
                idempotencyKey: null,
                cancellationToken);
            if (status is not JsonObject)
                throw new ProgramException(ExitCode.Failed, $"There is no workflow '{parsed.GetRequiredValue(id)}'.");
            Console.WriteLine(status.ToJsonString(_indented));
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static async Task<JsonNode> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var text = file == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
            return JsonNode.Parse(text) as JsonObject ?? throw new JsonException("It is not a JSON object.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProgramException(
                ExitCode.Usage, $"Cannot read a definition from '{file}': {error.Message}", error);
        }
    }
}
