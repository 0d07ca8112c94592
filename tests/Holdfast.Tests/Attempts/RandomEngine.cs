using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

/// <summary>
/// An engine that answers in random order, closes the input at random, and starts the next attempt from its journal
/// when the attempt suspended.
/// </summary>
internal sealed class RandomEngine : IInvocationChannel
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly Random _effects;
    private readonly List<Notification> _outstanding = [];
    private readonly HashSet<uint> _proposedNow = [];
    private TaskCompletionSource<EngineMessage?>? _receiving;
    private AttemptMessage? _last;
    private bool _executing;
    private bool _closed;
    private int _failures;

    public RandomEngine(RandomProgram program, int seed)
    {
        (_random, _effects) = (new(seed), new(seed));
        StateIsPartial = seed % 2 == 0;
        for (var i = 0; i < program.Awakeables; i++)
            _outstanding.Add(new(NotificationId.Signal((uint)(17 + i)), Result()));
        for (var i = 0; i < program.Signals; i++)
            _outstanding.Add(new(NotificationId.Signal("go"), Result()));
        if (_random.Next(3) == 0)
            _outstanding.Add(Cancelled);
    }

    public List<JournalEntry> Journal { get; } = [Scenario.NoInput];

    /// <summary>Is state read entry by entry?</summary>
    public bool StateIsPartial { get; }

    /// <summary>How many attempts failed, and were retried.</summary>
    public int FailedAttempts { get; private set; }

    /// <summary>Attempts until the handler has ended.</summary>
    public async Task ExecuteAsync(RandomProgram program)
    {
        const int moreThanEnough = 500;
        var flaky = program with { EffectThrows = EffectThrows };
        for (var attempt = 0; attempt < moreThanEnough; attempt++)
        {
            (_closed, _executing, _receiving, _last) = (false, false, null, null);
            _proposedNow.Clear();
            await Attempt(_failures).RunAsync(flaky.RunAsync, this, CancellationToken.None)
                .WaitAsync(TimeSpan.FromSeconds(20));
            if (_last is AttemptMessage.End)
                return;
            if (_last is AttemptMessage.Fail { Error: { Code: ErrorCode.Internal, Behavior: ErrorBehavior.Retry } })
            {
                _failures++;
                FailedAttempts++;
                continue;
            }

            var suspended = Assert.IsType<AttemptMessage.Suspend>(_last);
            await WakeUpAsync(program, suspended.Tree);
        }

        Assert.Fail("The handler does not end although it is told everything");
    }

    /// <summary>
    /// Adds answers to the journal until the tree is done. Until then the handler must not be able to go on.
    /// </summary>
    private async Task WakeUpAsync(RandomProgram program, AwaitTree tree)
    {
        Assert.False(TreeRules.IsDone(tree, Shown()), "It waits for what is in the journal already");
        while (true)
        {
            Assert.True(_outstanding.Count > 0, $"It waits for what nobody will send: {Text(tree)}");
            var answer = TakeOutstanding();
            Store(answer);
            if (answer.Id.Kind == NotificationKind.NamedSignal
                || answer.Id == NotificationId.Cancel
                || TreeRules.IsDone(tree, Shown()))
            {
                return;
            }

            var probe = await (Attempt(0) with { AcknowledgesRuns = false }).When(program.RunAsync);
            Assert.False(
                probe.Sent.Any(message => message is AttemptMessage.Issue or AttemptMessage.End),
                $"A lost wake-up: {Text(answer)} lets the handler go on, but it suspended on {Text(tree)}");
        }
    }

    /// <summary>Without named signals, of which there may be many, and cancellations, which each wake up.</summary>
    private Dictionary<NotificationId, EntryResult> Shown() => Journal.OfType<Notification>()
        .Where(n => n.Id.Kind != NotificationKind.NamedSignal && n.Id != NotificationId.Cancel)
        .ToDictionary(n => n.Id, n => n.Result);

    public ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var message in messages)
                Accept(message);
            if (_receiving is { } receiving && TryNext(out var next))
            {
                _receiving = null;
                receiving.SetResult(next);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (TryNext(out var next))
                return new(next);
            _receiving = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(_receiving.Task.WaitAsync(cancellationToken));
        }
    }

    private bool TryNext(out EngineMessage? next)
    {
        next = null;
        if (_outstanding.Count == 0 && _executing)
            return false;
        _closed |= _outstanding.Count == 0 || _random.Next(6) == 0;
        if (_closed)
            return true;
        var notification = TakeOutstanding();
        Store(notification);
        next = _proposedNow.Contains(notification.Id.Number) && notification.Id.Kind == NotificationKind.Completion
            ? new EngineMessage.RunCompletionAck(notification.Id.Number)
            : new EngineMessage.Notify(notification);
        return true;
    }

    private void Accept(AttemptMessage message)
    {
        switch (message)
        {
            case AttemptMessage.Issue issue:
                Store(issue.Command);
                Answer(issue.Command);
                break;
            case AttemptMessage.ProposeRunCompletion run when Journal.OfType<Notification>().Concat(_outstanding)
                .All(n => n.Id != NotificationId.Completion(run.CompletionId)):
                _proposedNow.Add(run.CompletionId);
                _outstanding.Add(new(NotificationId.Completion(run.CompletionId), run.Result));
                break;
            case AttemptMessage.AwaitingOn report:
                _executing = report.ExecutingRuns;
                break;
            default:
                _last = message;
                break;
        }
    }

    private void Answer(Command command)
    {
        switch (command)
        {
            case GetPromiseCommand promise:
                _outstanding.Add(new(NotificationId.Completion(promise.CompletionId), Result()));
                break;
            case SleepCommand sleep:
                _outstanding.Add(Done(sleep.CompletionId));
                break;
            case CallCommand call:
                _outstanding.Add(Started(call.InvocationIdCompletionId, $"inv_{call.CompletionId}"));
                _outstanding.Add(new(NotificationId.Completion(call.CompletionId), Result()));
                break;
            case OneWayCallCommand send:
                _outstanding.Add(Started(send.InvocationIdCompletionId, $"inv_{send.InvocationIdCompletionId}"));
                break;
            case AttachInvocationCommand attach:
                _outstanding.Add(new(NotificationId.Completion(attach.CompletionId), Result()));
                break;
            case GetInvocationOutputCommand output:
                _outstanding.Add(new(NotificationId.Completion(output.CompletionId), ResultOr(EntryResult.Nothing)));
                break;
            case PeekPromiseCommand peek:
                _outstanding.Add(new(NotificationId.Completion(peek.CompletionId), ResultOr(EntryResult.Nothing)));
                break;
            case CompletePromiseCommand complete:
                _outstanding.Add(_random.Next(2) == 0
                    ? Done(complete.CompletionId)
                    : Failed(complete.CompletionId, "completed before", ErrorCode.Conflict));
                break;
            case GetLazyStateCommand state:
                _outstanding.Add(Done(state.CompletionId, _random.Next(100)));
                break;
            case GetLazyStateKeysCommand keys:
                _outstanding.Add(new(
                    NotificationId.Completion(keys.CompletionId), new EntryResult.StateKeys(["s0", "s1"])));
                break;
        }
    }

    private Scenario Attempt(int failures) => new Scenario { Journal = [.. Journal] }
        .With(start => start with { StateIsPartial = StateIsPartial, RetryCount = failures });

    private void Store(JournalEntry entry)
    {
        Journal.Add(entry);
        _failures = 0;
    }

    private bool EffectThrows()
    {
        lock (_effects)
            return _effects.Next(4) == 0;
    }

    private EntryResult ResultOr(EntryResult other) => _random.Next(2) == 0 ? other : Result();

    private EntryResult Result() =>
        _random.Next(4) == 0 ? new EntryResult.Failure(500, $"boo {_random.Next(9)}") : Value(_random.Next(100));

    private Notification TakeOutstanding()
    {
        var index = _random.Next(_outstanding.Count);
        var taken = _outstanding[index];
        _outstanding.RemoveAt(index);
        return taken;
    }
}

/// <summary>When an await tree is done, written down a second time, as an engine has to.</summary>
internal static class TreeRules
{
    public static bool IsDone(AwaitTree tree, IReadOnlyDictionary<NotificationId, EntryResult> shown) =>
        Outcome(tree, shown) is not null;

    /// <summary>True: succeeded, false: failed, null: pending.</summary>
    private static bool? Outcome(AwaitTree tree, IReadOnlyDictionary<NotificationId, EntryResult> shown)
    {
        if (tree is AwaitTree.Leaf leaf)
            return shown.TryGetValue(leaf.Id, out var result) ? !result.IsFailure : null;
        var node = (AwaitTree.Node)tree;
        var outcomes = node.Children.Select(child => Outcome(child, shown)).ToList();
        var all = outcomes.All(outcome => outcome is not null);
        // Engines need not agree how a race ended: nothing may depend on it.
        Assert.True(!AsksHowBranchesEnded(node) || !node.Children.Any(child => child is AwaitTree.Node inner
            && !AsksHowBranchesEnded(inner)));
        return node.Combinator switch
        {
            Combinator.Unknown or Combinator.FirstCompleted =>
                outcomes.Any(outcome => outcome is not null) ? true : null,
            Combinator.AllCompleted => all ? true : null,
            Combinator.FirstSucceededOrAllFailed => outcomes.Contains(true) ? true : all ? false : null,
            _ => outcomes.Contains(false) ? false : all ? true : null,
        };
    }

    private static bool AsksHowBranchesEnded(AwaitTree.Node node) =>
        node.Combinator is Combinator.FirstSucceededOrAllFailed or Combinator.AllSucceededOrFirstFailed;
}
