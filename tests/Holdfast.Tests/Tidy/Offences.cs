namespace Holdfast.Tests.Tidy;

internal static class Offences
{
    /// <summary>Fails with all offences, one to a line.</summary>
    public static void AssertNone(this IEnumerable<string> offences)
    {
        var all = string.Join('\n', offences);
        Assert.True(all.Length == 0, all);
    }
}
