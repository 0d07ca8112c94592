using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.StableDiffusion.Onnx.Models;
using Microsoft.ML.Tokenizers;

namespace Holdfast.StableDiffusion.Onnx.Tokenizer;

/// <summary>
/// The tokenizer of CLIP: byte pairs of lower-case words that end in <c>&lt;/w&gt;</c>, between a start and an end
/// token.
/// </summary>
internal sealed partial class ClipTokenizer
{
    private const string EndOfWord = "</w>";
    private const string DefaultStart = "<|startoftext|>";
    private const string DefaultEnd = "<|endoftext|>";
    private const int DefaultLength = 77;

    private readonly BpeTokenizer _words;
    private readonly int _start;
    private readonly int _end;
    private readonly int _padding;
    private readonly int _length;

    private ClipTokenizer(BpeTokenizer words, int start, int end, int padding, int length)
    {
        _words = words;
        _start = start;
        _end = end;
        _padding = padding;
        _length = length;
    }

    /// <summary>Reads <c>vocab.json</c>, <c>merges.txt</c> and what the tokenizer's configuration says.</summary>
    /// <exception cref="BackendUnavailableException">A file is missing or does not fit: which.</exception>
    public static ClipTokenizer Read(string directory)
    {
        var vocabularyFile = ModelJson.Read(Path.Combine(directory, "vocab.json"));
        var config = ModelJson.ReadIfThere(Path.Combine(directory, "tokenizer_config.json"));
        var special = ModelJson.ReadIfThere(Path.Combine(directory, "special_tokens_map.json"));
        if (config.Text("tokenizer_class") is { } kind && !kind.StartsWith("CLIPTokenizer", StringComparison.Ordinal))
            throw config.Unfit($"is for a {kind}; the tokenizer of Stable Diffusion 1 and 2 is a CLIPTokenizer");

        var vocabulary = ReadVocabulary(vocabularyFile);
        var start = TokenOf("bos_token", DefaultStart);
        var end = TokenOf("eos_token", DefaultEnd);
        var padding = TokenOf("pad_token", end);
        var words = BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = ReadMerges(Path.Combine(directory, "merges.txt")),
            EndOfWordSuffix = EndOfWord,
            ByteLevel = true,
            UnknownToken = end,
            SpecialTokens = new Dictionary<string, int> { [start] = vocabulary[start], [end] = vocabulary[end] },
            PreTokenizer = new RegexPreTokenizer(Words(), null),
        });
        // Some exports leave the length out, which is then a huge number.
        var length = config.Number("model_max_length") is { } given and > 2 and <= 1024 ? (int)given : DefaultLength;
        return new(words, vocabulary[start], vocabulary[end], vocabulary[padding], length);

        string TokenOf(string name, string whenLeftOut)
        {
            var token = TextOf(special, name) ?? TextOf(config, name) ?? whenLeftOut;
            return vocabulary.ContainsKey(token)
                ? token
                : throw vocabularyFile.Unfit($"lacks the token '{token}', which is the {name}");
        }
    }

    /// <summary>Makes tokens of a text; what has no room is dropped from its end.</summary>
    public Prompt Encode(string text)
    {
        var clean = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var words = _words.EncodeToIds(clean.ToLowerInvariant());
        var kept = Math.Min(words.Count, _length - 2);
        int[] tokens =
        [
            _start, .. words.Take(kept), _end, .. Enumerable.Repeat(_padding, _length - kept - 2),
        ];
        return new(tokens, words.Count - kept);
    }

    // Plain text, or an object that says how the token is treated, too.
    private static string? TextOf(ModelJson file, string name)
    {
        if (!file.Has(name) || file.Root.GetProperty(name) is not { ValueKind: JsonValueKind.Object } token)
            return file.Text(name);
        return new ModelJson(file.File, token).Text("content");
    }

    private static Dictionary<string, int> ReadVocabulary(ModelJson file)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in file.Root.EnumerateObject())
        {
            if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out var id) || id < 0)
                throw file.Unfit($"has no whole number for '{token.Name}'");
            vocabulary[token.Name] = id;
        }

        return vocabulary;
    }

    private static string[] ReadMerges(string file)
    {
        try
        {
            return [.. File.ReadLines(file)
                .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackendUnavailableException($"The model's file {file} cannot be read: {error.Message}", error);
        }
    }

    [GeneratedRegex(
        @"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
