namespace Holdfast.Testing.TinyModels;

/// <summary>
/// A vocabulary made as CLIP's is: the bytes, the bytes at the end of a word, the merges in their order, and the two
/// special tokens. So single letters have the numbers that they have in CLIP: <c>a</c> is 64, <c>a</c> at an end 320.
/// </summary>
internal static class TinyVocabulary
{
    public static IReadOnlyList<string> Merges { get; } =
        ["c a", "ca t</w>", "t h", "th e</w>", "Ã ©</w>", "o f</w>"];

    public static IReadOnlyList<string> Tokens { get; } = Make();

    private static string[] Make()
    {
        string[] bytes =
        [
            .. Characters('!', '~'), .. Characters('¡', '¬'), .. Characters('®', 'ÿ'),
            .. Characters((char)256, (char)323),
        ];
        return
        [
            .. bytes, .. bytes.Select(character => character + "</w>"),
            .. Merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)),
            "<|startoftext|>", "<|endoftext|>",
        ];
    }

    private static IEnumerable<string> Characters(char first, char last) =>
        Enumerable.Range(first, last - first + 1).Select(code => ((char)code).ToString());
}
