using Holdfast.StableDiffusion.Onnx.Models;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>Makes the scheduler for one image.</summary>
internal static class Schedule
{
    /// <param name="file">The model's <c>scheduler_config.json</c>.</param>
    /// <param name="sampler">Which one.</param>
    /// <param name="steps">For a whole image; of an image-to-image request only a part is done.</param>
    /// <param name="strength">That part; 1: all.</param>
    /// <exception cref="TerminalException">There are more steps than the model has (400).</exception>
    public static IScheduler Create(ModelJson file, SamplerKind sampler, int steps, double strength)
    {
        var config = SchedulerConfig.Read(file, sampler);
        RequireSteps(steps, config.TrainingSteps, "the model was trained with");
        if (sampler == SamplerKind.Lcm)
        {
            RequireSteps(
                steps, (int)(config.OriginalSteps * strength), "this LCM model has at this strength");
        }

        return sampler switch
        {
            SamplerKind.Euler => new EulerScheduler(config, steps, strength),
            SamplerKind.EulerAncestral => new EulerAncestralScheduler(config, steps, strength),
            SamplerKind.Ddim => new DdimScheduler(config, steps, strength),
            _ => new LcmScheduler(config, steps, strength),
        };
    }

    /// <summary>The training steps that the steps of a whole image see, from the noisiest on.</summary>
    /// <remarks>
    /// The variants of Lin and others, table 2. One step of <c>linspace</c> is the noisiest, not the cleanest, which
    /// would leave the noise as it is.
    /// </remarks>
    public static double[] Timesteps(SchedulerConfig config, int steps)
    {
        var ratio = (double)config.TrainingSteps / steps;
        var leadingRatio = config.TrainingSteps / steps;
        return [.. Enumerable.Range(0, steps).Select(i => config.Spacing switch
        {
            TimestepSpacing.Linspace when steps == 1 => config.TrainingSteps - 1,
            TimestepSpacing.Linspace => (config.TrainingSteps - 1.0) * (steps - 1 - i) / (steps - 1),
            TimestepSpacing.Leading =>
                Math.Min(((steps - 1 - i) * leadingRatio) + config.StepsOffset, config.TrainingSteps - 1),
            _ => Math.Max(Math.Round(config.TrainingSteps - (i * ratio)) - 1, 0),
        })];
    }

    /// <summary>The part of the steps that an image-to-image request does: the last ones, one at least.</summary>
    public static int FirstStep(int steps, double strength) => steps - Math.Clamp((int)(steps * strength), 1, steps);

    private static void RequireSteps(int steps, int most, string ofWhat)
    {
        if (steps < 1 || steps > most)
        {
            throw new TerminalException(
                $"The request has {steps} steps; 1 to {most} are possible, as many as {ofWhat}.",
                ErrorCode.BadRequest);
        }
    }
}
