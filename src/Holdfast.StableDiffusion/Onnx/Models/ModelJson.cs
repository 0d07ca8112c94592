using System.Text.Json;

namespace Holdfast.StableDiffusion.Onnx.Models;

/// <summary>One JSON file of a model. Values of the wrong kind are errors that name file and value.</summary>
internal sealed class ModelJson(string file, JsonElement root)
{
    // The largest one read is the vocabulary, with one or two megabytes.
    private const long MaxBytes = 64 << 20;

    public string File { get; } = file;

    public JsonElement Root { get; } = root;

    /// <exception cref="BackendUnavailableException">It cannot be read, or is no JSON object.</exception>
    public static ModelJson Read(string file)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            if (stream.Length > MaxBytes)
                throw Unfit(file, $"has {stream.Length:N0} bytes, more than a file of its kind needs");
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(file, document.RootElement.Clone())
                : throw Unfit(file, "is no JSON object");
        }
        catch (JsonException error)
        {
            throw Unfit(file, $"is no JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackendUnavailableException($"The model's file {file} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>A file that is not there says nothing: all defaults hold.</summary>
    public static ModelJson ReadIfThere(string file) => System.IO.File.Exists(file) ? Read(file) : new(file, default);

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Unfit($"has a '{name}' that is no text"),
    };

    public bool Flag(string name, bool whenLeftOut = false) => Find(name) switch
    {
        null => whenLeftOut,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Unfit($"has a '{name}' that is neither true nor false"),
    };

    public double? Number(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => throw Unfit($"has a '{name}' that is no number"),
    };

    public int? WholeNumber(string name, int least, int most) => Number(name) switch
    {
        null => null,
        { } number when number == Math.Floor(number) && number >= least && number <= most => (int)number,
        { } number => throw Unfit($"has '{name}' {number}, which is no whole number from {least} to {most}"),
    };

    public IReadOnlyList<double>? Numbers(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } array
            when array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) =>
            [.. array.EnumerateArray().Select(item => item.GetDouble())],
        _ => throw Unfit($"has a '{name}' that is no list of numbers"),
    };

    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(name) is not { } word)
            return null;
        return words.TryGetValue(word, out var meaning)
            ? meaning
            : throw Unfit($"has '{name}' '{word}'; supported are {string.Join(", ", words.Keys)}");
    }

    public BackendUnavailableException Unfit(string problem) => Unfit(File, problem);

    private static BackendUnavailableException Unfit(string file, string problem) =>
        new($"The model's file {file} {problem}.");

    private JsonElement? Find(string name) =>
        Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
