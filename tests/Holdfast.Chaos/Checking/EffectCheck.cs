using System.Text.Json;

namespace Holdfast.Chaos.Checking;

/// <summary>
/// A recorded result never changes, and what has one is not executed again; what an answer says was done, was done.
/// </summary>
internal sealed class EffectCheck(History history, ILookup<string, (int Index, LedgerLine Line)> ledger)
{
    public IEnumerable<Violation> Check(Operation operation)
    {
        var results = ResultsOf(operation);
        for (var step = 0; step < operation.Steps.Count; step++)
        {
            var name = operation.PartName(step);
            var seen = Of(name, LedgerKind.Seen).Select(entry => entry.Line.Value).ToList();
            if (results is not null)
                seen.Add(results[step]);
            if (seen.Distinct().ToArray() is { Length: > 1 } values)
                yield return new(ViolationKind.ResultChanged, name, $"its results were {string.Join(", ", values)}");
            var violations = operation.Steps[step] switch
            {
                { IsEffect: true } => CheckEffect(name, seen),
                { Kind: StepKind.Awakeable } => CheckAwakeable(name, seen),
                _ => [],
            };
            foreach (var violation in violations)
                yield return violation;
        }
    }

    private IEnumerable<Violation> CheckEffect(string name, List<string> seen)
    {
        var executions = Of(name, LedgerKind.Effect).ToList();
        if (seen.Count > 0 && executions.Count == 0)
            yield return new(ViolationKind.EffectMissing, name, "it has a result, and was not executed");
        else if (seen.FirstOrDefault(value => executions.All(run => run.Line.Value != value)) is { } invented)
            yield return new(ViolationKind.ResultChanged, name, $"no execution had the result {invented}");

        var recorded = Of(name, LedgerKind.Seen).Select(entry => (int?)entry.Index).FirstOrDefault();
        if (executions.Any(run => run.Index > recorded))
            yield return new(ViolationKind.EffectRepeated, name, "executed after its result was recorded");
        if (history.IsOneProcess && executions.GroupBy(run => run.Line.Life).Any(life => life.Count() > 1))
            yield return new(ViolationKind.EffectRepeated, name, "executed twice, and nothing had died in between");
    }

    private static IEnumerable<Violation> CheckAwakeable(string name, List<string> seen) =>
        from value in seen.Distinct()
        where value != name
        select new Violation(ViolationKind.ResultChanged, name, $"resolved with its name, it had the value {value}");

    private static List<string>? ResultsOf(Operation operation)
    {
        if (operation.Answers.FirstOrDefault(answer => answer.Status == 200) is not { } answer)
            return null;
        using var body = JsonDocument.Parse(answer.Body);
        var results = operation.Kind switch
        {
            OperationKind.Script => body.RootElement,
            OperationKind.Workflow => body.RootElement.GetProperty("output"),
            _ => default,
        };
        if (results.ValueKind != JsonValueKind.Array)
            return null;
        var values = results.EnumerateArray().Select(value => value.GetString()!).ToList();
        return values.Count == operation.Steps.Count
            ? values
            : throw new InvalidDataException(
                $"{operation.Name} has {operation.Steps.Count} steps and the result {answer.Body}");
    }

    private IEnumerable<(int Index, LedgerLine Line)> Of(string name, LedgerKind kind) =>
        ledger[name].Where(entry => entry.Line.Kind == kind);
}
