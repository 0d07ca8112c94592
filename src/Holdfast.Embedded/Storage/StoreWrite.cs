using Holdfast.Engine;

namespace Holdfast.Embedded.Storage;

/// <summary>
/// One change of the database. The engine issues them in an order that is valid after every one of them.
/// </summary>
internal abstract record StoreWrite
{
    private StoreWrite()
    {
    }

    /// <summary>A new invocation.</summary>
    public sealed record Create(InvocationRow Row) : StoreWrite;

    /// <summary>Entries at the end of a journal.</summary>
    public sealed record Append(long Number, int Position, byte[] Entries) : StoreWrite;

    /// <summary>A new status that is not an end.</summary>
    public sealed record SetStatus(long Number, StoredStatus Status, DateTimeOffset At) : StoreWrite
    {
        public byte[]? WaitingOn { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public int RetryCount { get; init; }

        public DateTimeOffset? RetrySince { get; init; }

        public string? LastFailure { get; init; }
    }

    /// <summary>The end of an invocation.</summary>
    public sealed record Complete(
        long Number, byte[] Result, string? Failure, DateTimeOffset At, DateTimeOffset? Expires)
        : StoreWrite;

    /// <summary>A new invocation that has ended already. Never issued: it is what is left of the two.</summary>
    public sealed record CreateCompleted(InvocationRow Row, Complete End) : StoreWrite;

    /// <summary>Removes all traces of a completed invocation.</summary>
    public sealed record Purge(long Number, string? DedupName, (string Service, string Key)? Workflow) : StoreWrite;

    /// <summary>A value of the state of a key, new or in place of an older one.</summary>
    public sealed record SetState(string Service, string Key, string Name, ReadOnlyMemory<byte> Value) : StoreWrite;

    /// <summary>Removes one value of the state of a key.</summary>
    public sealed record ClearState(string Service, string Key, string Name) : StoreWrite;

    /// <summary>Removes the whole state of a key.</summary>
    public sealed record ClearAllState(string Service, string Key) : StoreWrite;

    /// <summary>Puts an invocation into the queue of its key, where the first is the one that runs.</summary>
    public sealed record EnterInbox(string Service, string Key, long Position, long Number) : StoreWrite;

    /// <summary>Takes an invocation that ended out of the queue of its key.</summary>
    public sealed record LeaveInbox(string Service, string Key, long Position) : StoreWrite;

    /// <summary>A timer that fires unless it is removed first.</summary>
    public sealed record AddTimer(DueTimer Timer) : StoreWrite;

    /// <summary>Removes a timer that fired or is not needed any more.</summary>
    public sealed record RemoveTimer(DueTimer Timer) : StoreWrite;

    /// <summary>From now on the name stands for this invocation; it takes the place of an older one.</summary>
    public sealed record AddDedup(string Name, long Number) : StoreWrite;

    /// <summary>The result of a workflow's promise: it is set once.</summary>
    public sealed record SetPromise(string Service, string Key, string Name, byte[] Result) : StoreWrite;

    /// <summary>Lets the event of a topic answer a completion.</summary>
    public sealed record AddWaiter(string Topic, Waiter Waiter) : StoreWrite;

    /// <summary>Removes all that wait for a topic: its event came.</summary>
    public sealed record RemoveWaiters(string Topic) : StoreWrite;

    /// <summary>Nothing: durable once everything before it is.</summary>
    public sealed record Barrier : StoreWrite;
}

/// <summary>An invocation as stored.</summary>
internal sealed record InvocationRow
{
    public required long Number { get; init; }

    /// <summary>24 bytes.</summary>
    public required byte[] Id { get; init; }

    public required Target Target { get; init; }

    public required StoredStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    public string? IdempotencyKey { get; init; }

    public Waiter? Caller { get; init; }

    public Suspension? WaitingOn { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public int RetryCount { get; init; }

    public DateTimeOffset? RetrySince { get; init; }

    public string? LastFailure { get; init; }

    public EntryResult? Result { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why a part of the row could not be read; null when all could.</summary>
    public string? Damage { get; init; }
}

/// <summary>What a suspended invocation waits for.</summary>
/// <param name="Tree">What has to be notified.</param>
/// <param name="Seen">
/// Entries of the journal that the handler had seen: a cancellation or named signal among them was taken, and does not
/// count again.
/// </param>
internal sealed record Suspension(AwaitTree Tree, int Seen);

/// <summary>Where an invocation stands on disk. Numbers are stored.</summary>
internal enum StoredStatus
{
    Scheduled = 0,
    Runnable = 1,
    Suspended = 2,
    BackingOff = 3,
    Paused = 4,
    Completed = 5,
}

/// <summary>A completion of an invocation that a topic's event answers.</summary>
internal readonly record struct Waiter(long Number, uint CompletionId);

/// <summary>A durable timer.</summary>
/// <param name="DueAt">When it fires.</param>
/// <param name="Number">Of which invocation.</param>
/// <param name="Completion">The sleep's completion id, or <see cref="Start"/> or <see cref="Retry"/>.</param>
internal readonly record struct DueTimer(DateTimeOffset DueAt, long Number, long Completion)
{
    public const long Start = 0;
    public const long Retry = -1;
}

/// <summary>A place in the queue of a key.</summary>
/// <param name="Position">Places are served in this order.</param>
/// <param name="Number">The invocation that waits there, or runs there if it is the first.</param>
internal readonly record struct InboxPlace(long Position, long Number);

/// <summary>Times as they are stored.</summary>
internal static class StoredTime
{
    // "For ever" is a duration that people give. What it leads to must still be a time, here and when it is read back.
    private static readonly DateTimeOffset _latest = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rounded up to what the database keeps, so that nothing read back is due before it was.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset time) => time >= _latest
        ? _latest
        : DateTimeOffset.FromUnixTimeMilliseconds(
            (time.UtcTicks - 1 - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMillisecond + 1);

    /// <summary>So much later, or the last time there is.</summary>
    public static DateTimeOffset Later(this DateTimeOffset time, TimeSpan by) =>
        by >= _latest - time ? _latest : time + by;
}
