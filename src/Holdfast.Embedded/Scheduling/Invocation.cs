using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>An invocation in memory. Changed inside units of work only.</summary>
internal sealed class Invocation
{
    private HashSet<NotificationId>? _signals;
    private int _endWaiters;

    public Invocation(InvocationRow row, ServiceDefinition? service)
    {
        Number = row.Number;
        Id = row.Id;
        IdText = InvocationIdText.Format(row.Id);
        Target = row.Target;
        Service = service;
        Handler = service?.Handlers.GetValueOrDefault(row.Target.Handler);
        Status = row.Status;
        CreatedAt = row.CreatedAt;
        ModifiedAt = row.ModifiedAt;
        IdempotencyKey = row.IdempotencyKey;
        Caller = row.Caller;
        WaitingOn = row.WaitingOn;
        DueAt = row.DueAt;
        RetryCount = row.RetryCount;
        RetrySince = row.RetrySince;
        LastFailure = row.LastFailure;
        Result = row is { Status: StoredStatus.Completed, Damage: { } damage }
            ? new EntryResult.Failure(ErrorCode.Internal, $"The stored result cannot be read: {damage}")
            : row.Result;
        CompletedAt = row.CompletedAt;
        ExpiresAt = row.ExpiresAt;
    }

    public long Number { get; }

    public byte[] Id { get; }

    public string IdText { get; }

    public Target Target { get; }

    /// <summary>Null when this process does not offer it.</summary>
    public ServiceDefinition? Service { get; }

    public HandlerDefinition? Handler { get; }

    public StoredStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset ModifiedAt { get; set; }

    public string? IdempotencyKey { get; }

    public Waiter? Caller { get; }

    /// <summary>
    /// Can other invocations wait for its end, beside its caller? A new one has none, so disk need not be asked.
    /// </summary>
    public bool MayBeAwaited { get; set; }

    /// <summary>When suspended: what it waits for.</summary>
    public Suspension? WaitingOn { get; set; }

    /// <summary>When it starts (scheduled) or is tried again (backing off).</summary>
    public DateTimeOffset? DueAt { get; set; }

    public int RetryCount { get; set; }

    public DateTimeOffset? RetrySince { get; set; }

    public string? LastFailure { get; set; }

    public EntryResult? Result { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>All entries so far. Null: not read yet, or completed.</summary>
    public List<JournalEntry>? Journal { get; private set; }

    /// <summary>Position on disk of what is appended next.</summary>
    public int NextChunk { get; set; }

    /// <summary>Its journal cannot be read, and <see cref="Journal"/> is empty.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Commands that are not completed yet, by completion id.</summary>
    public Dictionary<uint, Command> Pending { get; private set; } = [];

    /// <summary>State and queue of its key; null for services.</summary>
    public ObjectKey? Key { get; set; }

    /// <summary>The attempt that runs now.</summary>
    public LiveAttempt? Attempt { get; set; }

    /// <summary>
    /// A start or a timer found it, or one of these called it: it waits for a place with its like.
    /// </summary>
    public bool IsBacklog { get; set; }

    /// <summary>Waits in the queue of attempts to start.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Sequence number of its newest write. It stays in memory until that is durable.</summary>
    public long LastWrite { get; set; }

    /// <summary>Side effects wait until this sequence number is durable: what the handler saw depends on it.</summary>
    public long DependsOn { get; set; }

    /// <summary>Completed once the end is durable; made when somebody waits.</summary>
    public TaskCompletionSource<Completed>? Ended { get; private set; }

    /// <summary>Somebody waits for the end.</summary>
    public Task<Completed> AddEndWaiter()
    {
        _endWaiters++;
        Ended ??= new TaskCompletionSource<Completed>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Ended.Task;
    }

    /// <summary>Somebody gave up waiting; true if that was the last one, and the end has not come.</summary>
    public bool RemoveEndWaiter()
    {
        if (--_endWaiters > 0 || IsCompleted)
            return false;
        Ended = null;
        return true;
    }

    /// <summary>When it starts; null unless that is later.</summary>
    public DateTimeOffset? ScheduledFor => Status == StoredStatus.Scheduled ? DueAt : null;

    public bool IsCompleted => Status == StoredStatus.Completed;

    /// <summary>Takes entries read from disk, or the first ones of a new invocation.</summary>
    public void UseJournal(List<JournalEntry> entries, int nextChunk)
    {
        Journal = entries;
        NextChunk = nextChunk;
        foreach (var entry in entries)
            Track(entry);
    }

    /// <summary>What is stored of it cannot be read. It keeps its place, and what arrives is stored.</summary>
    public void PauseDamaged(string reason, int nextChunk)
    {
        IsDamaged = true;
        Journal = [];
        NextChunk = nextChunk;
        Pending.Clear();
        Status = StoredStatus.Paused;
        WaitingOn = null;
        DueAt = null;
        LastFailure = $"Its journal cannot be read: {reason}. Restore the database and resume it, or kill it.";
    }

    public void Append(JournalEntry entry)
    {
        Journal!.Add(entry);
        Track(entry);
    }

    /// <summary>Nobody replays it any more, and it would be most of what garbage collections copy.</summary>
    public void ForgetJournal()
    {
        Journal = null;
        Pending = [];
        _signals = null;
    }

    /// <summary>Would this notification be news?</summary>
    public bool Expects(NotificationId id) => IsDamaged || id.Kind switch
    {
        NotificationKind.Completion => Pending.ContainsKey(id.Number),
        NotificationKind.Signal when id.Number >= NotificationId.FirstAwakeableSignal => _signals?.Contains(id) != true,
        _ => true,
    };

    /// <summary>Can the suspended handler go on?</summary>
    public bool CanProgress(Suspension suspension)
    {
        var results = new Dictionary<NotificationId, EntryResult>();
        for (var i = 0; i < Journal!.Count; i++)
        {
            if (Journal[i] is Notification notification && (i >= suspension.Seen || IsUnique(notification.Id)))
                results.TryAdd(notification.Id, notification.Result);
        }

        return suspension.Tree.ProgressOf(id => results.GetValueOrDefault(id)) != AwaitProgress.Pending;
    }

    /// <summary>Can there be one only? Cancellations and named signals can come again.</summary>
    private static bool IsUnique(NotificationId id) =>
        id.Kind == NotificationKind.Completion
        || (id.Kind == NotificationKind.Signal && id.Number >= NotificationId.FirstAwakeableSignal);

    private void Track(JournalEntry entry)
    {
        switch (entry)
        {
            case Notification { Id.Kind: NotificationKind.Completion } completion:
                Pending.Remove(completion.Id.Number);
                break;
            case Notification signal:
                (_signals ??= []).Add(signal.Id);
                break;
            case Command command when CompletionOf(command) is { } id:
                Pending.Add(id, command);
                break;
        }
    }

    private static uint? CompletionOf(Command command) => command switch
    {
        RunCommand c => c.CompletionId,
        CallCommand c => c.CompletionId,
        SleepCommand c => c.CompletionId,
        GetPromiseCommand c => c.CompletionId,
        PeekPromiseCommand c => c.CompletionId,
        CompletePromiseCommand c => c.CompletionId,
        AttachInvocationCommand c => c.CompletionId,
        GetInvocationOutputCommand c => c.CompletionId,
        GetLazyStateCommand c => c.CompletionId,
        GetLazyStateKeysCommand c => c.CompletionId,
        _ => null,
    };
}
