using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Cancels and kills invocations. Inside a unit.</summary>
internal sealed class Cancellation(Scheduler scheduler, Residents residents)
{
    /// <summary>
    /// Lets the handler see a cancellation at its next await, also when it backs off or is paused. One that never
    /// started ends at once.
    /// </summary>
    public OperationOutcome Cancel(Invocation invocation)
    {
        if (invocation.IsCompleted)
            return OperationOutcome.Conflict;
        if (!HasStarted(invocation))
        {
            scheduler.Complete(invocation, new EntryResult.Failure(ErrorCode.Cancelled, "canceled"));
            return OperationOutcome.Done;
        }

        scheduler.Deliver(invocation, NotificationId.Cancel, EntryResult.Nothing);
        if (invocation.Status is StoredStatus.BackingOff or StoredStatus.Paused)
        {
            scheduler.CancelRetry(invocation);
            invocation.RetryCount = 0;
            scheduler.MakeRunnable(invocation);
        }

        return OperationOutcome.Accepted;
    }

    /// <summary>Ends the invocation and the calls it waits for, without running any handler again.</summary>
    public OperationOutcome Kill(Invocation invocation)
    {
        if (invocation.IsCompleted)
            return OperationOutcome.Conflict;
        var called = CalledBy(invocation);
        scheduler.Attempts.Drop(invocation);
        scheduler.Complete(invocation, new EntryResult.Failure(ErrorCode.Conflict, "killed"));
        foreach (var child in called)
            Kill(child);
        return OperationOutcome.Done;
    }

    private static bool HasStarted(Invocation invocation) =>
        invocation.Status switch
        {
            StoredStatus.Scheduled => false,
            StoredStatus.Runnable => invocation.Attempt is not null || invocation.Journal!.Count > 1,
            _ => true,
        };

    private List<Invocation> CalledBy(Invocation invocation)
    {
        var ids = invocation.Journal!.OfType<Notification>()
            .Where(notification => notification.Result is EntryResult.InvocationIdResult)
            .ToDictionary(
                notification => notification.Id.Number,
                notification => ((EntryResult.InvocationIdResult)notification.Result).Id);
        return [.. invocation.Pending.Values.OfType<CallCommand>()
            .Select(call => residents.Find(ids[call.InvocationIdCompletionId]))
            .OfType<Invocation>()
            .Where(child => child.Caller?.Number == invocation.Number)];
    }
}
