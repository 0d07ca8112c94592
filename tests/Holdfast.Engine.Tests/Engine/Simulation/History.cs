using System.Text;
using Holdfast.Embedded;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>A random history over the real engine: clients, operators, restarts and crashes; then the oracle.</summary>
internal sealed class History(int seed) : IAsyncDisposable
{
    public const int Lists = 3;
    private readonly Random _random = new(seed);
    // Some histories forget what ended before they are over.
    private readonly bool _forgets = seed % 4 == 0;
    private readonly bool _hasBadClock = seed % 3 == 2;

    private readonly Dictionary<string, string> _idByName = [];
    private World _world = new();
    private List<Promised> _promised = [];
    private List<(string Key, string Token)> _ordered = [];
    private Life _life = new([]);
    private EmbeddedHost? _started;

    private EmbeddedHost Host => _started!;

    private Oracle Oracle => new(Host, _world, _life, _promised, _ordered, _forgets);

    /// <summary>Plays with restarts and crashes, to the end.</summary>
    public async Task PlayAsync(int moves)
    {
        Start();
        for (var move = 0; move < moves; move++)
            await MoveAsync(move, kinds: 20);
        await FinishAsync();
        await Oracle.VerifyAsync();
        Assert.Empty(_world.Violations);
    }

    /// <summary>Plays in one life, and stops in the middle of it.</summary>
    /// <returns>What the disk would have after a crash before and after each commit.</returns>
    public async Task<IReadOnlyList<DiskImage>> RecordAsync(int moves)
    {
        Start();
        for (var move = 0; move < moves; move++)
        {
            await MoveAsync(move, kinds: 18);
            if (move % 5 == 0)
                await Oracle.TellAsync();
        }

        Assert.Empty(_world.Violations);
        return DiskImage.AtEveryCommit(Host.DataDirectory);
    }

    /// <summary>Goes on to the end from what a crash would have left of a recorded history.</summary>
    public async Task GoOnAsync(History recorded, DiskImage image)
    {
        _world = recorded._world.Copy();
        _life = recorded._life.At(image.Length);
        _promised = [.. recorded._promised.Where(promised => promised.AcceptedAt <= image.Length)
            .Select(promised => promised.At(image.Length))];
        _ordered = recorded._ordered;
        Start();
        Host.Time.AdjustTime(recorded.Host.Time.GetUtcNow());
        await Host.RestartAsync(() => image.WriteTo(Host.DataDirectory));
        await FinishAsync();
        await Oracle.VerifyAsync();
        if (!_forgets)
            await Oracle.VerifyKeysAsync();
        Assert.Empty(_world.Violations);
    }

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Start() => _started = EmbeddedHost.Start(
        new EmbeddedOptions
        {
            MaxWaitingAttempts = _random.Next(3) * 5,
            MaxRunningAttempts = 1 + _random.Next(20),
            InactivityTimeout = TimeSpan.FromSeconds(_random.Next(20)),
            Retention = _forgets ? TimeSpan.FromSeconds(90) : TimeSpan.FromDays(10_000),
            Retry = new RetryPolicy { InitialInterval = TimeSpan.FromSeconds(1) },
        },
        new SimulatedServices(_world, _life, Position).All());

    private long Position() => _started is null ? 0 : DiskImage.LengthOfLog(Host.DataDirectory);

    private Task MoveAsync(int move, int kinds) => _random.Next(kinds) switch
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
        // A name that was forgotten would be new again.
        var name = _random.Next(4) == 0 && !_forgets ? $"twice{_random.Next(5)}" : $"s{move}";
        var steps = Enumerable.Range(0, 1 + _random.Next(5))
            .Select(_ => new Step(Step.Kinds[_random.Next(Step.Kinds.Length)], 1 + _random.Next(40), List()))
            .Select(step => step.Kind == "flaky" ? step with { Amount = _random.Next(4) } : step).ToArray();
        var isRepeated = _idByName.ContainsKey(name);
        var delay = _random.Next(5) == 0 ? TimeSpan.FromSeconds(_random.Next(100)) : (TimeSpan?)null;
        var receipt = await Host.Client.SendAsync(
            new Target("script", "go"), new Script(name, steps), delay, new CallOptions { IdempotencyKey = name });
        Remember(name, receipt, isRepeated, $"\"played {name}\"", name)?.Appends.AddRange(steps
            .Select((step, i) => (step, Token: $"{name}.{i}"))
            .Where(pair => pair.step.Kind is "call" or "send" or "later" or "pair")
            .Select(pair => (pair.step.Key, pair.Token)));
    }

    private async Task AppendAsync(int move)
    {
        var (key, token) = (List(), $"direct{move:D5}{(_random.Next(2) == 0 ? "x" : "")}");
        var delay = _random.Next(4) == 0 ? TimeSpan.FromSeconds(1 + _random.Next(100)) : (TimeSpan?)null;
        var receipt = await Host.Client.SendAsync(new Target("list", "append", key), token, delay);
        Remember(token, receipt, isRepeated: false, expected: null)!.Appends.Add((key, token));
        if (delay is null)
            _ordered.Add((key, token));
    }

    private async Task WorkflowAsync()
    {
        var key = $"w{_random.Next(4)}";
        if (_forgets)
            return;
        var receipt = await Host.Client.SendAsync(new Target("flow", "run", key), Unit.Value);
        Remember(key, receipt, _idByName.ContainsKey(key), expected: null);
    }

    private async Task DecideAsync(int workflow, int value)
    {
        var receipt = await Host.Client.SendAsync(new Target("flow", "decide", $"w{workflow}"), value);
        _promised.Add(new Promised(receipt.InvocationId, null) { MayBeBrokenOff = true, AcceptedAt = Position() });
    }

    private async Task ResolveAsync(IEnumerable<KeyValuePair<string, string>> awakeables)
    {
        foreach (var (id, value) in awakeables)
        {
            try
            {
                await Host.Client.ResolveAwakeableAsync(id, Encoding.UTF8.GetBytes($"\"{value}\""));
            }
            catch (TerminalException error) when (error.Code == ErrorCode.NotFound)
            {
                // Purged, or of a future that a crash took back. One that is lost leaves somebody waiting for ever.
            }
        }
    }

    private Task AdvanceAsync()
    {
        // Somebody sets the clock back; timers of the machine do not notice.
        if (_hasBadClock && _random.Next(4) == 0)
        {
            var back = TimeSpan.FromSeconds(_random.Next(120));
            _world.SetBack += back;
            Host.Time.AdjustTime(Host.Time.GetUtcNow() - back);
        }

        Host.Time.Advance(TimeSpan.FromSeconds(_random.Next(30)));
        return Task.CompletedTask;
    }

    private async Task OperateAsync()
    {
        if (_promised.Count == 0)
            return;
        var target = _promised[_random.Next(_promised.Count)];
        var operation = _random.Next(7);
        target.MayBeBrokenOff |= operation < 2;
        // Names that are used again would be new again.
        if (operation == 6 && target.IdempotencyKey?.StartsWith('s') != true)
            return;
        target.MayBeGone |= operation == 6;
        await (operation switch
        {
            0 => Host.Engine.CancelAsync(target.Id, default),
            1 => Host.Engine.KillAsync(target.Id, default),
            2 or 3 => Host.Engine.PauseAsync(target.Id, default),
            6 => Host.Engine.PurgeAsync(target.Id, default),
            _ => Host.Engine.ResumeAsync(target.Id, default),
        });
    }

    private async Task RestartAsync()
    {
        await Oracle.TellAsync();
        await Host.RestartAsync(() => new SimulatedServices(_world, _life = _life.Successor()).All());
    }

    private async Task CrashAsync()
    {
        await Oracle.TellAsync();
        _life = _life.Successor();
        await Host.CrashAsync(new SimulatedServices(_world, _life).All());
    }

    private Promised? Remember(
        string name, SendReceipt receipt, bool isRepeated, string? expected, string? idempotencyKey = null)
    {
        _world.Check(receipt.IsNew != isRepeated, $"{name}: new is {receipt.IsNew}, repeated is {isRepeated}");
        if (isRepeated)
        {
            _world.Check(_idByName[name] == receipt.InvocationId, $"{name} became two invocations");
            return null;
        }

        _idByName[name] = receipt.InvocationId;
        var promised = new Promised(receipt.InvocationId, expected)
        {
            IdempotencyKey = idempotencyKey,
            AcceptedAt = Position(),
        };
        _promised.Add(promised);
        return promised;
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
                    await Host.Engine.ResumeAsync(paused.Id, default);
                Host.Time.Advance(TimeSpan.FromSeconds(20));
                return open.Count == 0 && await Oracle.TellAsync() ? "" : null;
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
        var page = await Host.Engine.ListAsync(new InvocationQuery { Limit = 1000 }, default);
        var open = new List<InvocationInfo>();
        foreach (var info in page.Items.Where(info => info.Status != InvocationStatus.Completed))
            open.Add(await Host.Engine.FindAsync(info.Id, default) ?? info);
        return open;
    }

    private string List() => $"l{_random.Next(Lists)}";
}
