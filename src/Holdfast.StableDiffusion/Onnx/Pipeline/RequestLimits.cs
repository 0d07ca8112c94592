namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>What a request may ask for, checked before memory is spent on it.</summary>
internal static class RequestLimits
{
    private const double MostGuidance = 100;

    /// <exception cref="TerminalException">The request is at fault (400).</exception>
    public static void Check(ImageRequest request, OnnxOptions options, int pixelsPerLatent)
    {
        Require(IsSide(request.Width) && IsSide(request.Height),
            $"The size is {request.Width}×{request.Height}; both must be multiples of {pixelsPerLatent}.");
        Require((long)request.Width * request.Height <= options.MaxPixels,
            $"The size is {request.Width}×{request.Height}, which is more than {options.MaxPixels:N0} pixels. Ask for "
            + $"less, or raise {nameof(OnnxOptions)}.{nameof(OnnxOptions.MaxPixels)}.");
        foreach (var text in new[] { request.Prompt, request.NegativePrompt })
        {
            Require(text.Length <= options.MaxPromptCharacters,
                $"A prompt has {text.Length:N0} characters; {options.MaxPromptCharacters:N0} are allowed.");
        }

        Require(request.Seed is >= 0 and <= uint.MaxValue,
            $"The seed is {request.Seed}; it must be from 0 to {uint.MaxValue}.");
        Require(double.IsFinite(request.Guidance) && request.Guidance <= MostGuidance,
            $"The guidance is {request.Guidance}; at most {MostGuidance} is allowed.");
        Require(request.Initial is not { Strength: not (> 0 and <= 1) },
            $"The strength is {request.Initial?.Strength}; it must be above 0, and at most 1.");

        bool IsSide(int pixels) => pixels > 0 && pixels % pixelsPerLatent == 0;
    }

    private static void Require(bool isFine, string problem)
    {
        if (!isFine)
            throw new TerminalException(problem, ErrorCode.BadRequest);
    }
}
