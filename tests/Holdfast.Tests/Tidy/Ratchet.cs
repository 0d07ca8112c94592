namespace Holdfast.Tests.Tidy;

/// <summary>
/// Offenders of old. A rule that comes after the code lists them here, each with its measure: they may shrink, never
/// grow, and leave the list with the last fix.
/// </summary>
internal static class Ratchet
{
    private static readonly Dictionary<string, int> _offenders = new(StringComparer.Ordinal);

    /// <summary>
    /// Fails on offences that are new or grew, and on entries of the list that are no offences any more.
    /// </summary>
    /// <param name="rule">Prefix of its entries, such as <c>lines of file</c>.</param>
    /// <param name="limit">What is allowed.</param>
    /// <param name="measures">All places, and their measures.</param>
    public static void Check(string rule, int limit, IEnumerable<(string Place, int Measure)> measures)
    {
        var found = measures.Where(place => place.Measure > limit)
            .ToDictionary(place => $"{rule}: {place.Place}", place => place.Measure);

        found
            .Where(offence => offence.Value > _offenders.GetValueOrDefault(offence.Key, limit))
            .Select(offence => $"{offence.Key} has {offence.Value}, the limit is {limit}")
            .AssertNone();
        _offenders.Keys
            .Where(entry => entry.StartsWith(rule + ": ", StringComparison.Ordinal) && !found.ContainsKey(entry))
            .Select(entry => $"{entry} is within the limit: take it out of Ratchet.cs")
            .AssertNone();
    }
}
