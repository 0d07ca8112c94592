namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>How much of the image is left at each step of the training.</summary>
internal static class NoiseSchedule
{
    private const double MaxBeta = 0.999;

    // For the step that is pure noise: its noise level stays finite, and fits into 16 bits.
    private const double AlmostNothing = 1.0 / (1 << 24);

    /// <summary>Products of the alphas up to each step: the image's part of the variance, from almost 1 to 0.</summary>
    /// <param name="config">The model's.</param>
    /// <param name="keepsLastFinite">Whether a noise level is computed from it, which divides by it.</param>
    public static double[] CumulativeAlphas(SchedulerConfig config, bool keepsLastFinite)
    {
        var cumulative = Products(Betas(config));
        if (config.HasZeroTerminalSnr)
            cumulative = ShiftToZero(cumulative);
        if (config.HasZeroTerminalSnr && keepsLastFinite)
            cumulative[^1] = AlmostNothing;
        return cumulative;
    }

    private static double[] Betas(SchedulerConfig config)
    {
        if (config.TrainedBetas is { } trained)
            return [.. trained];
        var steps = config.TrainingSteps;
        return config.BetaSchedule switch
        {
            BetaSchedule.Linear => Line(config.BetaStart, config.BetaEnd, steps),
            BetaSchedule.ScaledLinear =>
                [.. Line(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), steps).Select(root => root * root)],
            _ => [.. Enumerable.Range(0, steps).Select(step =>
                Math.Min(1 - (Cosine((step + 1.0) / steps) / Cosine((double)step / steps)), MaxBeta))],
        };
    }

    public static double[] Line(double start, double end, int count) =>
        [.. Enumerable.Range(0, count).Select(i => count == 1 ? start : start + ((end - start) * i / (count - 1)))];

    private static double[] Products(double[] betas)
    {
        var product = 1.0;
        return [.. betas.Select(beta => product *= 1 - beta)];
    }

    private static double Cosine(double time)
    {
        var cosine = Math.Cos((time + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }

    // Lin and others, "Common diffusion noise schedules and sample steps are flawed", algorithm 1.
    private static double[] ShiftToZero(double[] cumulative)
    {
        var first = Math.Sqrt(cumulative[0]);
        var last = Math.Sqrt(cumulative[^1]);
        return [.. cumulative.Select(alpha => Math.Pow((Math.Sqrt(alpha) - last) * first / (first - last), 2))];
    }
}
