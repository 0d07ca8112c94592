using System.Text.Json;
using Holdfast.StableDiffusion.Onnx.Tokenizer;
using Holdfast.Testing.TinyModels;

namespace Holdfast.StableDiffusion.Tests.Onnx;

/// <summary>The numbers follow from the order of <see cref="TinyVocabulary"/>.</summary>
public sealed class ClipTokenizerTests : IDisposable
{
    private const int Start = 518;
    private const int End = 519;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tokenizer");

    public ClipTokenizerTests() => Write();

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("a", "320")]
    [InlineData("cat", "513")]
    [InlineData("The  CAT\n", "515,513")]
    [InlineData("the cat.", "515,513,269")]
    [InlineData("ca", "66,320")] // "ca" does not end a word, so it is not merged with an end.
    [InlineData("cats", "512,83,338")]
    [InlineData("the1cat", "515,272,513")]
    [InlineData("it's", "72,339,6,338")]
    [InlineData("é", "516")]
    [InlineData("of,of", "517,267,517")]
    [InlineData("", "")]
    public void Words_become_numbers(string text, string expected)
    {
        var prompt = Read().Encode(text);
        var words = prompt.Tokens.Skip(1).TakeWhile(token => token != End);
        Assert.Equal(expected, string.Join(',', words));
    }

    [Fact]
    public void A_prompt_is_between_start_and_end_and_filled_up()
    {
        var prompt = Read().Encode("the cat");
        Assert.Equal([Start, 515, 513, End, .. Enumerable.Repeat(End, 73)], prompt.Tokens);
        Assert.Equal(0, prompt.Dropped);
    }

    [Fact]
    public void What_has_no_room_is_dropped_and_counted()
    {
        var prompt = Read().Encode(string.Join(' ', Enumerable.Repeat("cat", 80)));
        Assert.Equal([Start, .. Enumerable.Repeat(513, 75), End], prompt.Tokens);
        Assert.Equal(5, prompt.Dropped);
    }

    // Stable Diffusion 2 fills up with "!", which is 0.
    [Fact]
    public void Padding_and_length_are_what_the_files_say()
    {
        Write("""{"model_max_length": 5, "pad_token": "<|endoftext|>"}""", """{"pad_token": {"content": "!"}}""");
        Assert.Equal([Start, 513, End, 0, 0], Read().Encode("cat").Tokens);
    }

    [Fact]
    public void A_missing_or_damaged_file_is_named()
    {
        File.Delete(Path.Combine(_directory.FullName, "merges.txt"));
        AssertNames("merges.txt");
        File.WriteAllText(Path.Combine(_directory.FullName, "vocab.json"), """{"a": """);
        AssertNames("vocab.json");
        File.WriteAllText(Path.Combine(_directory.FullName, "vocab.json"), """{"a": 1}""");
        AssertNames("<|startoftext|>");
        Write("""{"tokenizer_class": "T5Tokenizer"}""");
        AssertNames("T5Tokenizer");
    }

    private void AssertNames(string what) =>
        Assert.Contains(what, Assert.Throws<BackendUnavailableException>(Read).Message, StringComparison.Ordinal);

    private ClipTokenizer Read() => ClipTokenizer.Read(_directory.FullName);

    private void Write(string config = "{}", string special = "{}")
    {
        var vocabulary = TinyVocabulary.Tokens.Index().ToDictionary(token => token.Item, token => token.Index);
        File.WriteAllText(Path.Combine(_directory.FullName, "vocab.json"), JsonSerializer.Serialize(vocabulary));
        string[] merges = ["#version: 0.2", .. TinyVocabulary.Merges];
        File.WriteAllLines(Path.Combine(_directory.FullName, "merges.txt"), merges);
        File.WriteAllText(Path.Combine(_directory.FullName, "tokenizer_config.json"), config);
        File.WriteAllText(Path.Combine(_directory.FullName, "special_tokens_map.json"), special);
    }
}
