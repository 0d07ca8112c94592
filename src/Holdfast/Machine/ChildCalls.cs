using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>The calls that a cancellation has to pass on to.</summary>
internal sealed class ChildCalls(NotificationInbox inbox)
{
    private readonly List<(NotificationId InvocationId, NotificationId Result)> _calls = [];

    public void Add(CallCommand call) => _calls.Add(
        (NotificationId.Completion(call.InvocationIdCompletionId), NotificationId.Completion(call.CompletionId)));

    /// <summary>
    /// What has to be notified before the cancellation can be passed on: for each unfinished call its id, or its
    /// result, which makes the id unnecessary.
    /// </summary>
    public List<AwaitTree> Missing()
    {
        var missing = new List<AwaitTree>();
        foreach (var call in _calls)
        {
            if (!inbox.WasShown(call.Result, out _) && !inbox.WasShown(call.InvocationId, out _))
            {
                missing.Add(new AwaitTree.Node(
                    Combinator.FirstCompleted,
                    [new AwaitTree.Leaf(call.InvocationId), new AwaitTree.Leaf(call.Result)]));
            }
        }

        return missing;
    }

    /// <summary>The ids of the unfinished calls; each call is taken once.</summary>
    public List<string> TakeUnfinished()
    {
        var unfinished = new List<string>();
        foreach (var call in _calls)
        {
            if (!inbox.WasShown(call.Result, out _)
                && inbox.WasShown(call.InvocationId, out var result) && result is EntryResult.InvocationIdResult id)
                unfinished.Add(id.Id);
        }

        _calls.Clear();
        return unfinished;
    }
}
