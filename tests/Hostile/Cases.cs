using System.Globalization;

namespace Holdfast.Testing.Hostile;

/// <summary>How many cases hostile tests try: HOLDFAST_FUZZ says so, HOLDFAST_FUZZ_SEED which is first.</summary>
internal static class Cases
{
    public static IEnumerable<int> Seeds(int otherwise)
    {
        var first = Number("HOLDFAST_FUZZ_SEED", 1);
        return Enumerable.Range(first, Number("HOLDFAST_FUZZ", otherwise));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
