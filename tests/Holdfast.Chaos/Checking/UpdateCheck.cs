using System.Globalization;

namespace Holdfast.Chaos.Checking;

/// <summary>
/// Each update of a key is applied once, in the order in which it was accepted. One that was cancelled may have been
/// broken off after it wrote down its place: the next one then has the same.
/// </summary>
internal static class UpdateCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        var places = history.Ledger.Where(line => line.Kind == LedgerKind.Applied)
            .Select(line => (line.Name, Place: Place.Parse(line.Value))).Distinct()
            .ToLookup(applied => applied.Name, applied => applied.Place);
        var brokenOff = history.Operations.Where(operation => operation.Answers.Any(answer => answer.Status == 409))
            .SelectMany(operation => Enumerable.Range(0, operation.Steps.Count)
                .Where(step => operation.Steps[step].Kind == StepKind.Call).Select(operation.PartName)
                .Append(operation.Name))
            .ToHashSet();
        return
        [
            .. CheckPlaces(places, brokenOff),
            .. CheckCounts(history, places, brokenOff),
            .. history.Operations.SelectMany(operation => CheckOperation(operation, places)),
            .. history.Operations.Where(operation => operation is { Kind: OperationKind.Update, Delay: null })
                .Where(operation => !brokenOff.Contains(operation.Name))
                .GroupBy(operation => operation.Key).SelectMany(key => CheckOrder(key, places)),
        ];
    }

    private static IEnumerable<Violation> CheckPlaces(
        ILookup<string, Place> places, HashSet<string> brokenOff)
    {
        foreach (var update in places.Where(update => update.Count() > 1))
        {
            yield return new(
                ViolationKind.UpdateRepeated, update.Key, $"applied at {string.Join(" and at ", update)}");
        }

        foreach (var shared in places.Where(update => !brokenOff.Contains(update.Key))
            .SelectMany(update => update.Select(place => (update.Key, Place: place)))
            .GroupBy(update => update.Place).Where(place => place.Count() > 1))
        {
            var names = string.Join(" and ", shared.Select(update => update.Key));
            yield return new(ViolationKind.UpdateMissing, $"{shared.Key}", $"the place of {names}: one is lost");
        }
    }

    private static IEnumerable<Violation> CheckCounts(
        History history, ILookup<string, Place> places, HashSet<string> brokenOff)
    {
        var taken = places.SelectMany(update => update.Select(place => (update.Key, Place: place)))
            .ToLookup(update => update.Place.Key);
        foreach (var (key, count) in history.Counts)
        {
            var all = taken[key].Select(update => update.Place.Index).ToHashSet();
            var sure = taken[key].Where(update => !brokenOff.Contains(update.Key)).Select(update => update.Place.Index);
            if (!Enumerable.Range(0, count).All(all.Contains) || sure.Any(index => index >= count))
            {
                yield return new(
                    ViolationKind.UpdateMissing, key, $"it counts {count}, and {all.Count} places were taken");
            }
        }
    }

    private static IEnumerable<Violation> CheckOperation(Operation operation, ILookup<string, Place> places)
    {
        var isDone = operation.Answers.Any(answer => answer.Status == 200)
            || (operation.Kind == OperationKind.UnkeyedUpdate && operation.IsAccepted);
        if (!isDone)
            yield break;
        for (var step = 0; step < operation.Steps.Count; step++)
        {
            if (operation.Steps[step].IsUpdate && !places.Contains(operation.PartName(step)))
                yield return new(ViolationKind.UpdateMissing, operation.PartName(step), "asked for, never applied");
        }

        if (operation.Kind is not (OperationKind.Update or OperationKind.UnkeyedUpdate))
            yield break;
        if (!places.Contains(operation.Name))
        {
            yield return new(ViolationKind.UpdateMissing, operation.Name, "accepted, never applied");
            yield break;
        }

        var index = $"{places[operation.Name].First().Index}";
        foreach (var answer in operation.Answers.Where(answer => answer.Status == 200 && answer.Body != index))
            yield return new(ViolationKind.ResultChanged, operation.Name, $"applied at {index}, told {answer.Body}");
    }

    // One after the other: whatever was accepted before this one was sent has to stand before it.
    private static IEnumerable<Violation> CheckOrder(IEnumerable<Operation> ofKey, ILookup<string, Place> places)
    {
        var latest = (Operation?)null;
        foreach (var operation in ofKey.Where(operation => places.Contains(operation.Name))
            .OrderBy(operation => places[operation.Name].First().Index))
        {
            if (latest is not null && operation.AcceptedAt < latest.SentAt)
            {
                yield return new(
                    ViolationKind.UpdateOrder, operation.Name, $"accepted before {latest.Name}, applied after it");
            }

            if (latest is null || operation.SentAt > latest.SentAt)
                latest = operation;
        }
    }
}

/// <summary>The place that an update took in its object.</summary>
internal readonly record struct Place(string Key, int Index)
{
    public override string ToString() => $"{Key}:{Index}";

    public static Place Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return new(text[..colon], int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}
