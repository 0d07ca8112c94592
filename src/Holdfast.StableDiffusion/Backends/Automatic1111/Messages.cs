using System.Text.Json.Serialization;

namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>Body of <c>txt2img</c> and <c>img2img</c>. What is null is left out.</summary>
internal sealed record GenerationRequest
{
    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    public required long Seed { get; init; }

    public required int Steps { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required double CfgScale { get; init; }

    public string? SamplerName { get; init; }

    public int BatchSize { get; init; } = 1;

    public int NIter { get; init; } = 1;

    public bool SendImages { get; init; } = true;

    public bool SaveImages { get; init; }

    public string? ForceTaskId { get; init; }

    /// <summary>Always bytes: the server would fetch a URL from inside its network.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? InitImages { get; init; }

    public double? DenoisingStrength { get; init; }

    public static GenerationRequest Of(ImageRequest request, string? sampler, bool withTaskId) => new()
    {
        Prompt = request.Prompt,
        NegativePrompt = request.NegativePrompt,
        Seed = request.Seed,
        Steps = request.Steps,
        Width = request.Width,
        Height = request.Height,
        // Below 1 these servers would follow the negative prompt.
        CfgScale = Math.Max(1, request.Guidance),
        SamplerName = sampler,
        ForceTaskId = withTaskId ? request.TaskId : null,
        InitImages = request.Initial is { } initial ? [initial.Content] : null,
        DenoisingStrength = request.Initial?.Strength,
    };
}

/// <summary>Question of <c>/internal/progress</c>. Without a preview: it would cost the server time.</summary>
internal sealed record TaskQuestion(string IdTask, int IdLivePreview = -1, bool LivePreview = false);

/// <summary>Answer of <c>/internal/progress</c>: one task. All false: the server does not know the task.</summary>
internal sealed record TaskState(bool? Active, bool? Queued, bool? Completed, double? Progress, double? Eta)
{
    /// <summary>
    /// The server works on it. A task that failed stays active until the next begins, so one that waits again may be
    /// active, too, while something else runs.
    /// </summary>
    [JsonIgnore]
    public bool IsRunning => Active == true && Queued == false;

    [JsonIgnore]
    public bool IsKnown => Active == true || Queued == true || Completed == true;
}

/// <summary>Answer of <c>/sdapi/v1/progress</c>: whatever the server works on, whoever asked for it.</summary>
internal sealed record ServerProgress(double? Progress, double? EtaRelative, ServerState? State)
{
    [JsonIgnore]
    public bool IsIdle => State is not { JobCount: not (null or 0) };
}

/// <summary>Part of <see cref="ServerProgress"/>; it stays as it is when a job ends, until the next begins.</summary>
internal sealed record ServerState(int? JobCount, string? JobTimestamp, bool? Interrupted, bool? Skipped);

/// <summary>Part of <c>/sdapi/v1/options</c>.</summary>
internal sealed record ServerSettings(string? SdModelCheckpoint);

/// <summary>One of <c>/sdapi/v1/sd-models</c>.</summary>
internal sealed record ModelEntry(string? Title);

/// <summary>One of <c>/sdapi/v1/samplers</c>.</summary>
internal sealed record SamplerEntry(string Name, IReadOnlyList<string>? Aliases);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GenerationRequest))]
[JsonSerializable(typeof(TaskQuestion))]
[JsonSerializable(typeof(TaskState))]
[JsonSerializable(typeof(ServerProgress))]
[JsonSerializable(typeof(ServerSettings))]
[JsonSerializable(typeof(IReadOnlyList<ModelEntry>))]
[JsonSerializable(typeof(IReadOnlyList<SamplerEntry>))]
internal sealed partial class Automatic1111Json : JsonSerializerContext;
