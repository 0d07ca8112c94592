using Holdfast.Engine;

namespace Holdfast.Tests.Machine;

/// <summary>
/// An engine in memory: gives the attempt its scripted messages, acknowledges runs, keeps the journal as an engine
/// would, and closes the input when the script is at its end and no run executes.
/// </summary>
internal sealed class ScriptedChannel(
    IReadOnlyList<JournalEntry> journal, IEnumerable<EngineMessage> script) : IInvocationChannel
{
    private readonly Lock _lock = new();
    private readonly Queue<EngineMessage> _script = new(script);
    private readonly Dictionary<uint, EntryResult> _proposed = [];
    private TaskCompletionSource<EngineMessage?>? _receiving;
    private bool _executing;

    public bool AcknowledgesRuns { get; init; } = true;

    public bool SendsFullRunCompletions { get; init; }

    /// <summary>All messages but the reports of what is awaited.</summary>
    public List<AttemptMessage> Sent { get; } = [];

    public List<AttemptMessage.AwaitingOn> Reports { get; } = [];

    /// <summary>The journal as an engine would have it now.</summary>
    public List<JournalEntry> Journal { get; } = [.. journal];

    /// <summary>Sizes of the batches that were sent.</summary>
    public List<int> Batches { get; } = [];

    public ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Batches.Add(messages.Count);
            foreach (var message in messages)
                Accept(message);
            if (_receiving is not null && TryNext(out var next))
            {
                _receiving.SetResult(next);
                _receiving = null;
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
        if (_script.TryDequeue(out next))
        {
            if (next is EngineMessage.Notify notify)
                Journal.Add(notify.Notification);
            else if (
                next is EngineMessage.RunCompletionAck ack && _proposed.TryGetValue(ack.CompletionId, out var result))
                Journal.Add(new Notification(NotificationId.Completion(ack.CompletionId), result));
            return true;
        }

        return !_executing;
    }

    private void Accept(AttemptMessage message)
    {
        switch (message)
        {
            case AttemptMessage.AwaitingOn report:
                Reports.Add(report);
                _executing = report.ExecutingRuns;
                return;
            case AttemptMessage.Issue issue:
                Journal.Add(issue.Command);
                break;
            case AttemptMessage.ProposeRunCompletion proposal:
                _proposed[proposal.CompletionId] = proposal.Result;
                var completion = NotificationId.Completion(proposal.CompletionId);
                if (SendsFullRunCompletions)
                    _script.Enqueue(new EngineMessage.Notify(new(completion, proposal.Result)));
                else if (AcknowledgesRuns)
                    _script.Enqueue(new EngineMessage.RunCompletionAck(proposal.CompletionId));
                break;
        }

        Sent.Add(message);
    }
}
