using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Holdfast.Images.StableDiffusion;

/// <summary>Parameters of <c>stable-diffusion-transformer</c>.</summary>
internal sealed record TransformerParameters(
    [Description("What the image shows afterwards.")]
    [Length(1, ImageJobLimits.PromptLength)]
    string Prompt,
    [Description("Denoising steps, of which the share given by strength is done; 20 to 30 are usual.")]
    [Range(1, ImageJobLimits.Steps)]
    int Steps = 20,
    [Description("How much is changed: near 0 hardly anything, 1 everything.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    double Strength = 0.75,
    [Description("What the image does not show.")]
    [Length(0, ImageJobLimits.PromptLength)]
    string NegativePrompt = "",
    [Description("The same seed gives the same image; without one, it is drawn, and told in the step's message.")]
    [Range(0L, ImageJobLimits.Seed)]
    long? Seed = null,
    [Description("Pixels, a multiple of 8; without it, the shape of the input at about 512×512.")]
    [Range(ImageJobLimits.LeastSide, ImageJobLimits.MostSide)]
    int? Width = null,
    [Description("Pixels, a multiple of 8; without it, the shape of the input at about 512×512.")]
    [Range(ImageJobLimits.LeastSide, ImageJobLimits.MostSide)]
    int? Height = null,
    [Description("How closely the prompt is followed; 1 for LCM and Turbo models.")]
    [Range(0.0, ImageJobLimits.Guidance)]
    double Guidance = 7,
    [Description("Such as euler, euler_a, ddim or lcm; without one, the backend chooses.")]
    [Length(1, ImageJobLimits.SamplerLength)]
    string? Sampler = null) : IPrompt
{
    /// <summary>Pixels, checked.</summary>
    public int? Width { get; } = ImageJobLimits.RequireSide(Width, nameof(Width));

    /// <summary>Pixels, checked.</summary>
    public int? Height { get; } = ImageJobLimits.RequireSide(Height, nameof(Height));
}
