using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Host.Client;
using Spectre.Console;

namespace Holdfast.Host.Commands;

/// <summary>
/// <c>holdfast invocations …</c>: what runs, what it waits for, and what an operator can do about it.
/// </summary>
internal static class InvocationsCommand
{
    private static readonly Option<Uri> _url = ServerOption.Create();

    private static readonly string[] _filters = ["service", "handler", "key", "status"];

    private static readonly (string Name, string Description, string Done, string Accepted)[] _operations =
    [
        ("cancel", "Let handlers see a cancellation at their next await.", "cancelled", "is being cancelled"),
        ("kill", "End invocations without running their handlers again.", "killed", "is being killed"),
        ("pause", "Stop running or retrying invocations until they are resumed.", "paused", "is being paused"),
        ("resume", "Run paused or backing-off invocations now.", "resumed", "is being resumed"),
        ("purge", "Forget completed invocations: results, journals, idempotency keys.", "purged", "is being purged"),
    ];

    public static Command Create()
    {
        var command = new Command("invocations", "List and operate the invocations of a running server.")
        {
            _url,
            ServerOption.ApiKey,
        };
        command.Add(CreateList());
        command.Add(CreateShow());
        foreach (var operation in _operations)
            command.Add(CreateOperation(operation.Name, operation.Description, operation.Done, operation.Accepted));
        return command;
    }

    private static Command CreateList()
    {
        var filters = _filters
            .Select(name => new Option<string>("--" + name)
            {
                Description = $"Only with this {name}.",
                HelpName = name,
            })
            .ToArray();
        var limit = new Option<int>("--limit") { Description = "At most this many.", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List invocations, newest first.");
        foreach (var filter in filters)
            command.Add(filter);
        command.Add(limit);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = parsed.Connect(_url);
            var query = filters.Where(filter => parsed.GetValue(filter) is not null)
                .Select(filter => $"&{filter.Name[2..]}={Uri.EscapeDataString(parsed.GetValue(filter)!)}");
            var page = await api.GetAsync(
                $"invocations?limit={parsed.GetValue(limit)}{string.Concat(query)}", cancellationToken);
            Write(page?["invocations"]?.AsArray() ?? []);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static void Write(JsonArray invocations)
    {
        var listing = new Listing("Invocation", "Handler", "Status", "Since", "Waits for", "Last failure");
        foreach (var invocation in invocations.OfType<JsonObject>())
        {
            listing.Add(
                Text(invocation, "id"),
                TargetOf(invocation),
                Text(invocation, "status"),
                Text(invocation, "modifiedAt"),
                Text(invocation, "waitingFor"),
                Text(invocation, "lastFailure"));
        }

        listing.Write(AnsiConsole.Console);
    }

    private static Command CreateShow()
    {
        var id = new Argument<string>("id") { Description = "The invocation, inv_…" };
        var command = new Command("show", "Show where an invocation stands, and what would move it.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = parsed.Connect(_url);
            var invocation = await api.GetAsync(
                $"invocations/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellationToken);
            foreach (var (name, _) in invocation!.AsObject())
                Console.WriteLine($"{name,-16} {Text(invocation.AsObject(), name)}");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Command CreateOperation(string name, string description, string done, string accepted)
    {
        var ids = new Argument<string[]>("id")
        {
            Description = "The invocations, inv_…",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(name, description) { ids };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = parsed.Connect(_url);
            var exitCode = ExitCode.Success;
            foreach (var id in parsed.GetRequiredValue(ids))
            {
                try
                {
                    var isDone = await api.PatchAsync(
                        $"invocations/{Uri.EscapeDataString(id)}/{name}", cancellationToken);
                    Console.WriteLine($"{id} {(isDone ? done : accepted)}");
                }
                catch (ProgramException error) when (error.ExitCode == ExitCode.Failed)
                {
                    // One id that does not fit must not keep the others from their operation.
                    await Console.Error.WriteLineAsync(error.Message);
                    exitCode = ExitCode.Failed;
                }
            }

            return (int)exitCode;
        });
        return command;
    }

    private static string TargetOf(JsonObject invocation) =>
        new Target(Text(invocation, "service")!, Text(invocation, "handler")!, Text(invocation, "key")).ToString();

    private static string? Text(JsonObject invocation, string name) => invocation[name]?.ToString();
}
