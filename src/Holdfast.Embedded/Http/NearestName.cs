namespace Holdfast.Embedded.Http;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    // A guess further away than this is more often wrong than right.
    private const int MaxDistance = 2;
    private const int MaxLength = 64;

    /// <summary><c> Did you mean 'X'?</c>, or nothing.</summary>
    public static string Hint(ReadOnlySpan<char> name, IEnumerable<string> known)
    {
        var best = MaxDistance + 1;
        string? nearest = null;
        foreach (var candidate in known)
        {
            var distance = Distance(name, candidate);
            if (distance >= best)
                continue;
            best = distance;
            nearest = candidate;
        }

        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    /// <summary>How many letters to insert, delete or replace; upper and lower case are the same.</summary>
    internal static int Distance(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        if (from.Length > MaxLength || to.Length > MaxLength || Math.Abs(from.Length - to.Length) > MaxDistance)
            return int.MaxValue;

        Span<int> row = stackalloc int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            row[column] = column;
        for (var line = 1; line <= from.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= to.Length; column++)
            {
                var same = char.ToLowerInvariant(from[line - 1]) == char.ToLowerInvariant(to[column - 1]);
                var replaced = diagonal + (same ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, 1 + Math.Min(row[column], row[column - 1]));
            }
        }

        // As long as the distance itself, a guess says nothing: 'ab' is not 'cd'.
        return row[to.Length] < from.Length ? row[to.Length] : int.MaxValue;
    }
}
