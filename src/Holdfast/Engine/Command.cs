namespace Holdfast.Engine;

/// <summary>
/// What a handler asked for, as recorded in the journal. The vocabulary is the Restate service protocol's (V5 to V7).
/// Completion ids are chosen by the machine, from 1 upward, and are the same on every replay.
/// </summary>
/// <param name="Name">A name for people, shown in errors and status; null when the user gave none.</param>
public abstract record Command(string? Name) : JournalEntry;

/// <summary>The request. Always the first command.</summary>
public sealed record InputCommand(
    ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers) : Command((string?)null);

/// <summary>
/// The handler's answer: <see cref="EntryResult.Value"/> or <see cref="EntryResult.Failure"/>. Always the last.
/// </summary>
public sealed record OutputCommand(EntryResult Result) : Command((string?)null);

/// <summary>Reads one state entry that the attempt was not given at its start.</summary>
public sealed record GetLazyStateCommand(string Key, uint CompletionId) : Command((string?)null);

/// <summary>Reads the state's keys, when not all state was given at the start.</summary>
public sealed record GetLazyStateKeysCommand(uint CompletionId) : Command((string?)null);

/// <summary>
/// Records what a read of known state returned: <see cref="EntryResult.Void"/> or <see cref="EntryResult.Value"/>.
/// </summary>
public sealed record GetEagerStateCommand(string Key, EntryResult Result) : Command((string?)null);

/// <summary>Records the known state's keys.</summary>
public sealed record GetEagerStateKeysCommand(EntryResult.StateKeys Keys) : Command((string?)null);

/// <summary>Sets one state entry.</summary>
public sealed record SetStateCommand(string Key, ReadOnlyMemory<byte> Value) : Command((string?)null);

/// <summary>Removes one state entry.</summary>
public sealed record ClearStateCommand(string Key) : Command((string?)null);

/// <summary>Removes all state entries of this object.</summary>
public sealed record ClearAllStateCommand() : Command((string?)null);

/// <summary>Waits for a workflow promise.</summary>
public sealed record GetPromiseCommand(string Key, uint CompletionId) : Command((string?)null);

/// <summary>
/// Reads a workflow promise as it is now; completes with <see cref="EntryResult.Void"/> when it is open.
/// </summary>
public sealed record PeekPromiseCommand(string Key, uint CompletionId) : Command((string?)null);

/// <summary>
/// Resolves or rejects a workflow promise; completes with a failure (409) when it was completed before.
/// </summary>
public sealed record CompletePromiseCommand(string Key, EntryResult Result, uint CompletionId) : Command((string?)null);

/// <summary>A durable timer.</summary>
/// <param name="WakeUpTime">When it fires. Not compared on replay: the recorded time counts.</param>
/// <param name="CompletionId">Completed with <see cref="EntryResult.Void"/>.</param>
/// <param name="Name">A name for people.</param>
public sealed record SleepCommand(DateTimeOffset WakeUpTime, uint CompletionId, string? Name = null) : Command(Name);

/// <summary>Calls a handler and waits for its result.</summary>
/// <param name="Target">Service, handler and key.</param>
/// <param name="Parameter">The request body.</param>
/// <param name="Options">Headers, idempotency key, scope.</param>
/// <param name="InvocationIdCompletionId">Completed with the id of the started invocation.</param>
/// <param name="CompletionId">Completed with the result.</param>
/// <param name="Name">A name for people.</param>
public sealed record CallCommand(
    Target Target,
    ReadOnlyMemory<byte> Parameter,
    CallOptions Options,
    uint InvocationIdCompletionId,
    uint CompletionId,
    string? Name = null) : Command(Name);

/// <summary>Calls a handler without waiting.</summary>
/// <param name="Target">Service, handler and key.</param>
/// <param name="Parameter">The request body.</param>
/// <param name="Options">Headers, idempotency key, scope.</param>
/// <param name="InvokeTime">Not before this time; null: now. Not compared on replay.</param>
/// <param name="InvocationIdCompletionId">Completed with the id of the started invocation.</param>
/// <param name="Name">A name for people.</param>
public sealed record OneWayCallCommand(
    Target Target,
    ReadOnlyMemory<byte> Parameter,
    CallOptions Options,
    DateTimeOffset? InvokeTime,
    uint InvocationIdCompletionId,
    string? Name = null) : Command(Name);

/// <summary>Sends a signal to another invocation; <see cref="NotificationId.Cancel"/> cancels it.</summary>
public sealed record SendSignalCommand(
    string InvocationId, NotificationId Signal, EntryResult Result) : Command((string?)null);

/// <summary>A side effect: run by the attempt, its result proposed and recorded as the completion.</summary>
public sealed record RunCommand(uint CompletionId, string? Name = null) : Command(Name);

/// <summary>Waits for the result of another invocation.</summary>
public sealed record AttachInvocationCommand(InvocationTarget Invocation, uint CompletionId) : Command((string?)null);

/// <summary>Reads the result of another invocation; <see cref="EntryResult.Void"/> when it is not finished.</summary>
public sealed record GetInvocationOutputCommand(
    InvocationTarget Invocation, uint CompletionId) : Command((string?)null);

/// <summary>Resolves or rejects an awakeable.</summary>
public sealed record CompleteAwakeableCommand(string AwakeableId, EntryResult Result) : Command((string?)null);
