using System.Text.RegularExpressions;
using static Holdfast.Images.ImageJobLimits;

namespace Holdfast.StableDiffusion.Worker;

/// <summary>
/// What a job must be, whoever sends it: a worker may be reached by others than Holdfast's steps, and what it is asked
/// costs it memory and time.
/// </summary>
internal static partial class ImageJobRules
{
    private const string OutputFolder = "generated-images/";
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>What is wrong with it, for who sent it; null: nothing.</summary>
    public static string? ProblemOf(ImageJob job) => job switch
    {
        _ when !Name().IsMatch(job.Id) => "'id' must be 1 to 100 letters, digits, '_' or '-'",
        _ when !Name().IsMatch(job.Awakeable) => "'awakeable' must be the id of an awakeable, sign_1…",
        { Prompt.Length: 0 or > PromptLength } => $"'prompt' must have 1 to {PromptLength} characters",
        { NegativePrompt.Length: > PromptLength } => $"'negativePrompt' must have at most {PromptLength} characters",
        { Seed: < 0 or > ImageJobLimits.Seed } => $"'seed' must be from 0 to {ImageJobLimits.Seed}",
        { Steps: < 1 or > ImageJobLimits.Steps } => $"'steps' must be from 1 to {ImageJobLimits.Steps}",
        { Guidance: not (>= 0 and <= ImageJobLimits.Guidance) } =>
            $"'guidance' must be from 0 to {ImageJobLimits.Guidance}",
        { Strength: not (> 0 and <= 1) } => "'strength' must be above 0, up to 1",
        _ when !IsSide(job.Width) => $"'width' must be a multiple of {Cell} from {LeastSide} to {MostSide}",
        _ when !IsSide(job.Height) => $"'height' must be a multiple of {Cell} from {LeastSide} to {MostSide}",
        { Sampler.Length: 0 or > SamplerLength } => $"'sampler' must have 1 to {SamplerLength} characters",
        _ when job.TimeoutMs < 1 || job.TimeoutMs > _longest.TotalMilliseconds =>
            $"'timeoutMs' must be from 1 to {_longest.TotalMilliseconds:0}",
        _ when !job.Output.Path.StartsWith(OutputFolder, StringComparison.Ordinal) =>
            $"'output' must begin with {OutputFolder}",
        _ => null,
    };

    private static bool IsSide(int? pixels) =>
        pixels is null || (pixels is >= LeastSide and <= MostSide && pixels % Cell == 0);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex Name();
}
