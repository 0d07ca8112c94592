using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Driving;

/// <summary>
/// One run: clients at work, a server that is killed again and again, and then the question what came of it.
/// </summary>
internal sealed class ChaosRun(RunSettings settings, IVictim victim, TextWriter output)
{
    private const int ProgressEvery = 50;

    // A life that is over before the server is ready: recovery is killed as well.
    private const double StillBorn = 0.1;

    private static readonly TimeSpan _shortestLife = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan _longestLife = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _drain = TimeSpan.FromMinutes(5);

    private readonly Random _random = new(settings.Seed);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<Life> _lives = [];

    /// <summary>Plays it to the end.</summary>
    /// <returns>All that is known about it.</returns>
    public async Task<History> PlayAsync()
    {
        using var ledger = new LedgerFile(ServerProcess.LedgerIn(settings.Directory));
        using var end = new CancellationTokenSource();
        using var stopResolving = new CancellationTokenSource();
        using var stopClients = new CancellationTokenSource();
        using var http = new PatientClient(victim, end.Token);
        var resolver = new Resolver(ledger, http);
        Client[] clients = [.. Enumerable.Range(0, settings.Clients)
            .Select(client => new Client(new Workload(settings.Seed, client), http, settings.Pace))];

        await victim.StartAsync();
        var resolving = Task.WhenAll(
            resolver.RunAsync(stopResolving.Token), new Operator(victim).RunAsync(stopResolving.Token));
        var working = Task.WhenAll(clients.Select(client => client.RunAsync(stopClients.Token)));
        await KillAllAsync(working);
        await stopClients.CancelAsync();
        end.CancelAfter(_drain);
        try
        {
            await working;
            await AskAgainAsync(clients.SelectMany(client => client.Operations), http);
            await SettleAsync(http, resolver, clients);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync($"Not all had ended {_drain.TotalMinutes} minutes after the last kill.");
        }

        await stopResolving.CancelAsync();
        await resolving;
        return new()
        {
            Operations = [.. clients.SelectMany(client => client.Operations)],
            Ledger = resolver.Lines,
            Lives = [.. _lives],
            Counts = end.IsCancellationRequested ? new Dictionary<string, int>() : await CountsAsync(http),
            MaxLateness = settings.MaxLateness,
            IsOneProcess = settings.Engine == EngineKind.Embedded,
            ForgetsCancelled = settings.Engine == EngineKind.Restate,
        };
    }

    private async Task KillAllAsync(Task working)
    {
        var (ready, born) = (Task.CompletedTask, _time.GetUtcNow());
        for (var kill = 1; kill <= settings.Kills; kill++)
        {
            var isStillBorn = _random.NextDouble() < StillBorn;
            var share = _random.NextDouble();
            if (isStillBorn)
            {
                await Task.WhenAny(ready, Task.Delay(share * _shortestLife, _time));
            }
            else
            {
                await ready;
                born = _time.GetUtcNow();
                // More short lives than long ones.
                await Task.Delay(_shortestLife + share * share * (_longestLife - _shortestLife), _time);
            }

            if (working.IsFaulted)
                await working;
            var killed = _time.GetUtcNow();
            if (ready.IsCompletedSuccessfully)
                _lives.Add(new(born, killed));
            ready = await victim.KillAndRestartAsync(_random);
            born = _time.GetUtcNow();
            if (kill % ProgressEvery == 0)
                await output.WriteLineAsync($"{kill} kills");
        }

        await ready;
        _lives.Add(new(_time.GetUtcNow(), DateTimeOffset.MaxValue));
    }

    /// <summary>All ends are asked for once more, after the last crash: they are what they were.</summary>
    private static Task AskAgainAsync(IEnumerable<Operation> operations, PatientClient http) =>
        Parallel.ForEachAsync(
            operations.Where(operation => operation.Kind != OperationKind.UnkeyedUpdate).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (operation, _) => operation.Answers.Add(operation.InvocationIds is [var id, ..]
                ? await http.AttachAsync(id)
                : await RepeatAsync(operation, http)));

    private static Task<Answer> RepeatAsync(Operation operation, PatientClient http)
    {
        var (path, json) = Workload.RequestOf(operation);
        return http.AskAsync(HttpMethod.Post, path, json, operation.Name);
    }

    /// <summary>Waits for what was sent by handlers and by clients that got no name for it.</summary>
    private async Task SettleAsync(PatientClient http, Resolver resolver, Client[] clients)
    {
        var expected = clients.SelectMany(client => client.Operations)
            .Where(operation => operation.IsAccepted && !operation.MayBeCancelled).SelectMany(UpdatesOf).ToHashSet();
        for (var started = _time.GetTimestamp(); _time.GetElapsedTime(started) < settings.MaxLateness;)
        {
            var before = await CountsAsync(http);
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            expected.ExceptWith(resolver.Lines.ToArray()
                .Where(line => line.Kind == LedgerKind.Applied).Select(line => line.Name));
            var after = await CountsAsync(http);
            if (expected.Count == 0 && before.All(key => after[key.Key] == key.Value))
                return;
        }
    }

    private static IEnumerable<string> UpdatesOf(Operation operation)
    {
        if (operation.Kind is OperationKind.Update or OperationKind.UnkeyedUpdate)
            return [operation.Name];
        return operation.Steps.Index().Where(step => step.Item.IsUpdate)
            .Select(step => operation.PartName(step.Index));
    }

    /// <summary>How many updates each object counts.</summary>
    public static async Task<Dictionary<string, int>> CountsAsync(PatientClient http)
    {
        var counts = new Dictionary<string, int>();
        foreach (var key in Workload.Keys)
        {
            var answer = await http.AskAsync(HttpMethod.Post, $"tally/{key}/count");
            counts[key] = int.Parse(answer.Body, System.Globalization.CultureInfo.InvariantCulture);
        }

        return counts;
    }
}
