namespace Holdfast.Workflows.Validation;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class Spelling
{
    // Longer words are not typing mistakes, and comparing them would cost.
    private const int LongestWord = 64;

    /// <summary>The known word nearest to <paramref name="word"/>; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
            return null;

        // A third of the letters may differ, but never so many that anything resembles anything.
        var tolerance = Math.Clamp(word.Length / 3, 1, 5);
        var (nearest, least) = ((string?)null, tolerance + 1);
        foreach (var candidate in known)
        {
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary><c>; did you mean 'x'?</c>, or the known words when nothing is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known) => Nearest(word, known) is { } nearest
        ? $"; did you mean '{nearest}'?"
        : known.Count == 0 ? "" : $"; known are {string.Join(", ", known.Select(name => $"'{name}'"))}";

    /// <summary>Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).</summary>
    internal static int Distance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            table[0, j] = j;

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replace, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[from.Length, to.Length];
    }
}
