using System.Text;
using Holdfast.Embedded;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>A random history over the real engine: clients, operators, restarts and crashes; then the oracle.</summary>
internal sealed class History(int seed) : IAsyncDisposable
{
    private const int Lists = 3;
    private readonly Random _random = new(seed);
    private readonly World _world = new();
    private readonly List<Promised> _promised = [];
    private readonly Dictionary<string, string> _idByName = [];
    private readonly List<(string Key, string Token)> _ordered = [];
    private Life _life = new([]);
    private EmbeddedHost _host = null!;

    public async Task PlayAsync(int moves)
    {
        _host = EmbeddedHost.Start(
            new EmbeddedOptions
            {
                MaxWaitingAttempts = _random.Next(3) * 5,
                MaxRunningAttempts = 1 + _random.Next(20),
                InactivityTimeout = TimeSpan.FromSeconds(_random.Next(20)),
                Retention = TimeSpan.FromDays(10_000),
                Retry = new RetryPolicy { InitialInterval = TimeSpan.FromSeconds(1) },
            },
            new SimulatedServices(_world, _life).All());
        for (var move = 0; move < moves; move++)
            await MoveAsync(move);
        await FinishAsync();
        await VerifyAsync();
        Assert.Empty(_world.Violations);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task MoveAsync(int move) => _random.Next(20) switch
    {
        < 5 => ScriptAsync(move),
        < 9 => AppendAsync(move),
        < 10 => WorkflowAsync(),
        < 11 => DecideAsync(_random.Next(4), _random.Next(100)),
        < 13 => ResolveAsync(_world.Awakeables.Take(2)),
        < 16 => AdvanceAsync(),
        < 18 => OperateAsync(),
        < 19 => RestartAsync(),
        _ => CrashAsync(),
    };

    private async Task ScriptAsync(int move)
    {
        var name = _random.Next(4) == 0 ? $"twice{_random.Next(5)}" : $"s{move}";
        var steps = Enumerable.Range(0, 1 + _random.Next(5))
            .Select(_ => new Step(Step.Kinds[_random.Next(Step.Kinds.Length)], 1 + _random.Next(40), List()))
            .Select(step => step.Kind == "flaky" ? step with { Amount = _random.Next(4) } : step).ToArray();
        var isRepeated = _idByName.ContainsKey(name);
        var delay = _random.Next(5) == 0 ? TimeSpan.FromSeconds(_random.Next(100)) : (TimeSpan?)null;
        var receipt = await _host.Client.SendAsync(
            new Target("script", "go"), new Script(name, steps), delay, new CallOptions { IdempotencyKey = name });
        Remember(name, receipt, isRepeated, $"\"played {name}\"")?.Appends.AddRange(steps
            .Select((step, i) => (step, Token: $"{name}.{i}"))
            .Where(pair => pair.step.Kind is "call" or "send" or "later" or "pair")
            .Select(pair => (pair.step.Key, pair.Token)));
    }

    private async Task AppendAsync(int move)
    {
        var (key, token) = (List(), $"direct{move:D5}{(_random.Next(2) == 0 ? "x" : "")}");
        var delay = _random.Next(4) == 0 ? TimeSpan.FromSeconds(1 + _random.Next(100)) : (TimeSpan?)null;
        var receipt = await _host.Client.SendAsync(new Target("list", "append", key), token, delay);
        Remember(token, receipt, isRepeated: false, expected: null)!.Appends.Add((key, token));
        if (delay is null)
            _ordered.Add((key, token));
    }

    private async Task WorkflowAsync()
    {
        var key = $"w{_random.Next(4)}";
        var receipt = await _host.Client.SendAsync(new Target("flow", "run", key), Unit.Value);
        Remember(key, receipt, _idByName.ContainsKey(key), expected: null);
    }

    private async Task DecideAsync(int workflow, int value)
    {
        var receipt = await _host.Client.SendAsync(new Target("flow", "decide", $"w{workflow}"), value);
        _promised.Add(new Promised(receipt.InvocationId, null) { MayBeBrokenOff = true });
    }

    private async Task ResolveAsync(IEnumerable<KeyValuePair<string, string>> awakeables)
    {
        foreach (var (id, value) in awakeables)
            await _host.Client.ResolveAwakeableAsync(id, Encoding.UTF8.GetBytes($"\"{value}\""));
    }

    private Task AdvanceAsync()
    {
        _host.Time.Advance(TimeSpan.FromSeconds(_random.Next(30)));
        return Task.CompletedTask;
    }

    private async Task OperateAsync()
    {
        if (_promised.Count == 0)
            return;
        var target = _promised[_random.Next(_promised.Count)];
        var operation = _random.Next(6);
        target.MayBeBrokenOff |= operation < 2;
        await (operation switch
        {
            0 => _host.Engine.CancelAsync(target.Id, default),
            1 => _host.Engine.KillAsync(target.Id, default),
            2 or 3 => _host.Engine.PauseAsync(target.Id, default),
            _ => _host.Engine.ResumeAsync(target.Id, default),
        });
    }

    private async Task RestartAsync()
    {
        await TellAsync();
        await _host.RestartAsync(() => new SimulatedServices(_world, _life = _life.Successor()).All());
    }

    private async Task CrashAsync()
    {
        await TellAsync();
        _life = _life.Successor();
        await _host.CrashAsync(new SimulatedServices(_world, _life).All());
    }

    private Promised? Remember(string name, SendReceipt receipt, bool isRepeated, string? expected)
    {
        _world.Check(receipt.IsNew != isRepeated, $"{name}: new is {receipt.IsNew}, repeated is {isRepeated}");
        if (isRepeated)
        {
            _world.Check(_idByName[name] == receipt.InvocationId, $"{name} became two invocations");
            return null;
        }

        _idByName[name] = receipt.InvocationId;
        var promised = new Promised(receipt.InvocationId, expected);
        _promised.Add(promised);
        return promised;
    }

    /// <summary>Asks for all results there are; nobody may be told another one later.</summary>
    private async Task<bool> TellAsync()
    {
        var all = true;
        foreach (var promised in _promised)
        {
            var completed = await _host.Engine.OutputAsync(new InvocationTarget.ById(promised.Id), default);
            all &= completed is not null;
            if (completed is null)
            {
                _world.Check(promised.Told is null, $"{promised.Id} had ended, and has not any more");
                continue;
            }

            var result = completed.Result is EntryResult.Value value
                ? Encoding.UTF8.GetString(value.Bytes.Span)
                : completed.Result.ToString();
            promised.Told ??= result;
            _world.Check(promised.Told == result, $"{promised.Id} ended with {promised.Told}, then with {result}");
        }

        return all;
    }

    private async Task FinishAsync()
    {
        for (var workflow = 0; workflow < 4; workflow++)
            await DecideAsync(workflow, 1000);
        try
        {
            await Eventually.AsyncValue(async () =>
            {
                await ResolveAsync(_world.Awakeables);
                var open = await UnfinishedAsync();
                foreach (var paused in open.Where(info => info.Status == InvocationStatus.Paused))
                    await _host.Engine.ResumeAsync(paused.Id, default);
                _host.Time.Advance(TimeSpan.FromSeconds(20));
                return open.Count == 0 && await TellAsync() ? "" : null;
            });
        }
        catch (TimeoutException)
        {
            var open = await UnfinishedAsync();
            Assert.Fail(string.Join('\n', open.Select(info => $"stuck: {info}")));
        }
    }

    private async Task<List<InvocationInfo>> UnfinishedAsync()
    {
        var page = await _host.Engine.ListAsync(new InvocationQuery { Limit = 1000 }, default);
        var open = new List<InvocationInfo>();
        foreach (var info in page.Items.Where(info => info.Status != InvocationStatus.Completed))
            open.Add(await _host.Engine.FindAsync(info.Id, default) ?? info);
        return open;
    }

    private async Task VerifyAsync()
    {
        var lists = new Dictionary<string, string[]>();
        foreach (var list in Enumerable.Range(0, Lists).Select(list => $"l{list}"))
            lists[list] = await _host.Client.CallAsync<Unit, string[]>(new Target("list", "get", list), default);
        foreach (var promised in _promised)
        {
            if (!promised.MayBeBrokenOff && promised.Expected is { } expected)
                _world.Check(promised.Told == expected, $"{promised.Id}: expected {expected}, was {promised.Told}");
            foreach (var (key, token) in promised.Appends)
            {
                var count = lists[key].Count(item => item == token);
                var isRight = count == 1 || (count == 0 && promised.MayBeBrokenOff);
                _world.Check(isRight, $"{token} is {count} times in {key}");
            }
        }

        foreach (var (key, items) in lists)
        {
            var accepted = _ordered.Where(item => item.Key == key && items.Contains(item.Token))
                .Select(item => item.Token).ToList();
            var applied = items.Where(accepted.Contains).ToList();
            _world.Check(
                accepted.SequenceEqual(applied),
                $"{key}: accepted {string.Join(' ', accepted)}, applied {string.Join(' ', applied)}");
        }
    }

    private string List() => $"l{_random.Next(Lists)}";
}
