namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>How the noise is taken away, step by step.</summary>
internal enum SamplerKind
{
    Euler,
    EulerAncestral,
    Ddim,
    Lcm,
}

/// <summary>The names that samplers have in requests and in models.</summary>
internal static class SamplerNames
{
    private static readonly (SamplerKind Kind, string Name, string[] Spellings)[] _all =
    [
        (SamplerKind.Euler, "euler", ["euler", "eulerdiscretescheduler"]),
        (SamplerKind.EulerAncestral, "euler_a", ["eulera", "eulerancestral", "eulerancestraldiscretescheduler"]),
        (SamplerKind.Ddim, "ddim", ["ddim", "ddimscheduler"]),
        (SamplerKind.Lcm, "lcm", ["lcm", "lcmscheduler"]),
    ];

    public static IReadOnlyList<string> All { get; } = [.. _all.Select(sampler => sampler.Name)];

    /// <summary>Understands <c>euler_a</c>, <c>Euler a</c> and <c>EulerAncestralDiscreteScheduler</c> alike.</summary>
    public static SamplerKind? TryParse(string text)
    {
        var letters = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var found = _all.FirstOrDefault(sampler => sampler.Spellings.Contains(letters));
        return found.Name is null ? null : found.Kind;
    }
}
