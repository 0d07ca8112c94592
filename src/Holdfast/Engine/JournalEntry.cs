namespace Holdfast.Engine;

/// <summary>One entry of an invocation's journal: a <see cref="Command"/> or a <see cref="Notification"/>.</summary>
public abstract record JournalEntry;

/// <summary>
/// Completes a command or delivers a signal. Its place in the journal is when the handler could first see it.
/// </summary>
/// <param name="Id">What it answers.</param>
/// <param name="Result">With what.</param>
public sealed record Notification(NotificationId Id, EntryResult Result) : JournalEntry;
