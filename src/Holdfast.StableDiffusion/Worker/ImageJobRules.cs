using System.Text.RegularExpressions;

namespace Holdfast.StableDiffusion.Worker;

/// <summary>
/// What a job must be, whoever sends it: a worker may be reached by others than Holdfast's steps, and what it is asked
/// costs it memory and time.
/// </summary>
internal static partial class ImageJobRules
{
    public const int LeastSide = 64;
    public const int MostSide = 2048;
    private const int Cell = 8;
    private const int MostSteps = 150;
    private const int LongestPrompt = 4_000;
    private const double MostGuidance = 30;
    private const string OutputFolder = "generated-images/";
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>What is wrong with it, for who sent it; null: nothing.</summary>
    public static string? ProblemOf(ImageJob job) => job switch
    {
        _ when !Name().IsMatch(job.Id) => "'id' must be 1 to 100 letters, digits, '_' or '-'",
        _ when !Name().IsMatch(job.Awakeable) => "'awakeable' must be the id of an awakeable, sign_1…",
        { Prompt.Length: 0 or > LongestPrompt } => $"'prompt' must have 1 to {LongestPrompt} characters",
        { NegativePrompt.Length: > LongestPrompt } => $"'negativePrompt' must have at most {LongestPrompt} characters",
        { Seed: < 0 or > uint.MaxValue } => $"'seed' must be from 0 to {uint.MaxValue}",
        { Steps: < 1 or > MostSteps } => $"'steps' must be from 1 to {MostSteps}",
        { Guidance: not (>= 0 and <= MostGuidance) } => $"'guidance' must be from 0 to {MostGuidance}",
        { Strength: not (> 0 and <= 1) } => "'strength' must be above 0, up to 1",
        _ when !IsSide(job.Width) => $"'width' must be a multiple of {Cell} from {LeastSide} to {MostSide}",
        _ when !IsSide(job.Height) => $"'height' must be a multiple of {Cell} from {LeastSide} to {MostSide}",
        { Sampler.Length: 0 or > 100 } => "'sampler' must have 1 to 100 characters",
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
