namespace Holdfast.Chaos.Checking;

/// <summary>Everything accepted ends, once, and all who ask are told the same.</summary>
internal sealed class EndCheck(History history)
{
    private const int Ok = 200;
    private const int NotFound = 404;
    private const int Cancelled = 409;

    public IEnumerable<Violation> Check(Operation operation)
    {
        if (operation.InvocationIds.Distinct().ToArray() is { Length: > 1 } ids)
            yield return new(ViolationKind.AnswersDiffer, operation.Name, $"it became {string.Join(" and ", ids)}");

        // Without a key there is nobody to ask; the ledger shows what became of it.
        if (operation.Kind == OperationKind.UnkeyedUpdate)
            yield break;
        if (operation.IsAccepted && operation.Answers.Count == 0)
            yield return new(ViolationKind.NotEnded, operation.Name, $"accepted at {operation.AcceptedAt:O}, no end");
        var ends = operation.Answers.Distinct().ToArray();
        if (ends.Length > 1)
        {
            yield return new(
                ViolationKind.AnswersDiffer, operation.Name, $"it ended with {string.Join(" and with ", [.. ends])}");
        }

        foreach (var end in ends.Where(end => !IsPossible(operation, end)))
            yield return new(ViolationKind.WrongEnd, operation.Name, $"it ended with {end}");
    }

    private bool IsPossible(Operation operation, Answer end) => end.Status switch
    {
        Ok => true,
        Cancelled => operation.MayBeCancelled,
        NotFound => operation.MayBeCancelled && history.ForgetsCancelled,
        _ => false,
    };
}
