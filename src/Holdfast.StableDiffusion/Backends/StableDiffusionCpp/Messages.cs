using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.StableDiffusion.StableDiffusionCpp;

/// <summary>Body of <c>/sdcpp/v1/img_gen</c>. What is null is left out.</summary>
internal sealed record JobRequest
{
    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    public required long Seed { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required SampleParams SampleParams { get; init; }

    public int BatchCount { get; init; } = 1;

    public ReadOnlyMemory<byte>? InitImage { get; init; }

    public double? Strength { get; init; }

    public string OutputFormat { get; init; } = "png";

    public static JobRequest Of(ImageRequest request, string? sampler) => new()
    {
        Prompt = request.Prompt,
        NegativePrompt = request.NegativePrompt,
        Seed = request.Seed,
        Width = request.Width,
        Height = request.Height,
        // Below 1 the server would follow the negative prompt.
        SampleParams = new(sampler, request.Steps, new(Math.Max(1, request.Guidance))),
        InitImage = request.Initial?.Content,
        Strength = request.Initial?.Strength,
    };
}

/// <summary>Part of <see cref="JobRequest"/>.</summary>
internal sealed record SampleParams(string? SampleMethod, int SampleSteps, Guidance Guidance);

/// <summary>Part of <see cref="SampleParams"/>.</summary>
internal sealed record Guidance(double TxtCfg);

/// <summary>A job as it is answered when it is submitted, asked for, or cancelled.</summary>
internal sealed record Job(string? Id, string? Status, int? QueuePosition, JsonElement? Result, JobError? Error);

/// <summary>Why a job has no result.</summary>
internal sealed record JobError(string? Code, string? Message);

/// <summary>Answer of <c>/sdcpp/v1/capabilities</c>.</summary>
internal sealed record ServerCapabilities(
    LoadedModel? Model,
    IReadOnlyList<string>? Samplers,
    IReadOnlyList<string>? SupportedModes,
    IReadOnlyDictionary<string, ModeFeatures>? FeaturesByMode)
{
    private const string Images = "img_gen";

    [JsonIgnore]
    public bool MakesImages => SupportedModes?.Contains(Images) != false;

    [JsonIgnore]
    public bool CancelsRunning => FeaturesByMode?.GetValueOrDefault(Images)?.CancelGenerating == true;
}

/// <summary>Part of <see cref="ServerCapabilities"/>.</summary>
internal sealed record LoadedModel(string? Stem);

/// <summary>Part of <see cref="ServerCapabilities"/>.</summary>
internal sealed record ModeFeatures(bool? CancelGenerating);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(ServerCapabilities))]
internal sealed partial class StableDiffusionCppJson : JsonSerializerContext;
