using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Images;

/// <summary>
/// What a Stable Diffusion step asks of a worker: <c>POST /jobs</c>. The image goes to the artifact store, which both
/// have in common; only references travel.
/// </summary>
public sealed record ImageJob
{
    /// <summary>
    /// Names the job: a repeated one is the same job. Letters, digits, <c>_</c> and <c>-</c>; steps take the id of
    /// their invocation.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Awakeable (<c>sign_1…</c>) that the worker resolves with an <see cref="ImageOutcome"/>.</summary>
    public required string Awakeable { get; init; }

    /// <summary>What the image shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>What it does not show.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>From 0 to 4,294,967,295. Drawn by who asks, so that a repetition makes the same image.</summary>
    public required long Seed { get; init; }

    /// <summary>Denoising steps.</summary>
    public required int Steps { get; init; }

    /// <summary>How closely the prompt is followed.</summary>
    public required double Guidance { get; init; }

    /// <summary>Pixels, a multiple of 8; null: the worker chooses, by the input's shape if there is one.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels, a multiple of 8; null: as <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>The scheduler, such as <c>euler_a</c>; null: the backend chooses.</summary>
    public string? Sampler { get; init; }

    /// <summary>The image to start from; null: from the prompt alone.</summary>
    public ArtifactReference? Input { get; init; }

    /// <summary>How much of the input is changed, above 0 to 1.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Where the image belongs.</summary>
    public required ArtifactReference Output { get; init; }

    /// <summary>Milliseconds from its acceptance after which the worker gives the job up.</summary>
    public required long TimeoutMs { get; init; }

    /// <summary>How jobs, outcomes and states are written.</summary>
    public static JsonSerializerOptions Json { get; } = CreateJson();

    private static JsonSerializerOptions CreateJson()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
            TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>How a job ended: with an image in its place, or with a failure that is final.</summary>
/// <param name="Width">Pixels; 0 after a failure.</param>
/// <param name="Height">Pixels; 0 after a failure.</param>
/// <param name="Failure">Null: the image is there.</param>
public sealed record ImageOutcome(int Width, int Height, ImageFailure? Failure = null);

/// <summary>Why there will be no image.</summary>
/// <param name="Code">HTTP-like status: from 400 the request is at fault, from 500 the worker or its backend.</param>
/// <param name="Message">For people.</param>
public sealed record ImageFailure(int Code, string Message);

/// <summary>Where a job stands: <c>GET /jobs/{id}</c>.</summary>
/// <param name="State">In a word.</param>
/// <param name="Ahead">Jobs before it in the queue; null: it does not wait.</param>
/// <param name="Fraction">How far the image is, from 0 to 1; null: unknown.</param>
/// <param name="RemainingMs">Milliseconds that are left, as estimated; null: unknown.</param>
/// <param name="Problem">Why the last attempt failed, while another one is due; null: none did.</param>
/// <param name="Outcome">How it ended; null: it has not.</param>
public sealed record ImageJobStatus(
    ImageJobState State,
    int? Ahead = null,
    double? Fraction = null,
    long? RemainingMs = null,
    string? Problem = null,
    ImageOutcome? Outcome = null);

/// <summary>Where a job stands, in a word.</summary>
public enum ImageJobState
{
    /// <summary>Waits for its turn, or for its backend to come back.</summary>
    Queued,

    /// <summary>The backend works on it.</summary>
    Generating,

    /// <summary>Ended, well or not.</summary>
    Ended,
}
