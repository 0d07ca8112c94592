namespace Holdfast.Images.StableDiffusion;

/// <summary>What both steps are told.</summary>
internal interface IPrompt
{
    string Prompt { get; }

    string NegativePrompt { get; }

    int Steps { get; }

    double Guidance { get; }

    long? Seed { get; }

    int? Width { get; }

    int? Height { get; }

    string? Sampler { get; }
}

/// <summary>Makes a job of a prompt.</summary>
internal static class PromptJob
{
    /// <summary>
    /// The job without an awakeable. A seed that was not given is drawn, the same on every replay: so a repeated
    /// request makes the same image.
    /// </summary>
    public static ImageJob Of(IPrompt prompt, IContext context, ArtifactReference output, TimeSpan deadline) => new()
    {
        Id = context.InvocationId,
        Awakeable = "",
        Prompt = prompt.Prompt,
        NegativePrompt = prompt.NegativePrompt,
        Seed = prompt.Seed ?? context.Random.NextInt64(ImageJobLimits.Seed + 1),
        Steps = prompt.Steps,
        Guidance = prompt.Guidance,
        Width = prompt.Width,
        Height = prompt.Height,
        Sampler = prompt.Sampler,
        Output = output,
        TimeoutMs = (long)deadline.TotalMilliseconds,
    };
}
