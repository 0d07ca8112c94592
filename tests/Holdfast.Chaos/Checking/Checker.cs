namespace Holdfast.Chaos.Checking;

/// <summary>
/// Compares what was promised with what happened. It knows nothing of the server: only what clients were told and what
/// the world outside saw.
/// </summary>
internal static class Checker
{
    /// <summary>All promises that were not kept.</summary>
    public static IReadOnlyList<Violation> Check(History history)
    {
        var ledger = history.Ledger.Index().ToLookup(line => line.Item.Name, line => (line.Index, line.Item));
        var known = KnownParts(history.Operations);
        return
        [
            .. history.Ledger.Select(line => line.Name).Distinct().Where(name => !known.Contains(name))
                .Select(name => new Violation(ViolationKind.NotAskedFor, name, "no operation has this part")),
            .. history.Operations.SelectMany(new EndCheck(history).Check),
            .. history.Operations.SelectMany(operation => new EffectCheck(history, ledger).Check(operation)),
            .. UpdateCheck.Check(history),
            .. new TimerCheck(history, ledger).Check(),
        ];
    }

    private static HashSet<string> KnownParts(IReadOnlyList<Operation> operations) =>
    [
        .. operations.Select(operation => operation.Name),
        .. operations.SelectMany(operation =>
            Enumerable.Range(0, operation.Steps.Count).Select(operation.PartName)),
    ];
}
