namespace Holdfast.StableDiffusion;

/// <summary>One image to make. Everything is decided: nothing is left to chance in the backend.</summary>
public sealed record ImageRequest
{
    /// <summary>
    /// Names this image at the backend: the same when the request is repeated after a failure. Letters, digits,
    /// <c>_</c> and <c>-</c> only.
    /// </summary>
    public required string TaskId { get; init; }

    /// <summary>What the image shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>What it does not show; empty: nothing is ruled out.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Start of the noise, from 0 to 4,294,967,295.</summary>
    public required long Seed { get; init; }

    /// <summary>Denoising steps, from 1.</summary>
    public required int Steps { get; init; }

    /// <summary>Pixels, a multiple of 8.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, a multiple of 8.</summary>
    public required int Height { get; init; }

    /// <summary>How closely the prompt is followed (classifier-free guidance); 1 and less: no guidance.</summary>
    public required double Guidance { get; init; }

    /// <summary>
    /// Such as <c>euler</c>, <c>euler_a</c>, <c>ddim</c> or <c>lcm</c>, in the backend's spelling or a similar one
    /// (<c>Euler a</c>); null: the backend's own choice.
    /// </summary>
    public string? Sampler { get; init; }

    /// <summary>The image to start from; null: from noise alone.</summary>
    public InitialImage? Initial { get; init; }
}

/// <summary>An image that a new one starts from.</summary>
/// <param name="Content">A PNG file, upright, with its own size.</param>
/// <param name="Strength">How much is changed, above 0 to 1: 1 keeps nothing.</param>
public sealed record InitialImage(ReadOnlyMemory<byte> Content, double Strength);
