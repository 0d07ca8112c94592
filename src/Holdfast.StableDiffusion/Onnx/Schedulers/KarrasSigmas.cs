namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>Noise levels with more steps where there is little noise: Karras and others, 2022, equation 5.</summary>
internal static class KarrasSigmas
{
    private const double Rho = 7;

    /// <returns>The new levels, and the training steps, mostly between two, that have them.</returns>
    public static (double[] Sigmas, double[] Timesteps) Respace(double[] sigmas, double[] ofTraining)
    {
        var most = Math.Pow(sigmas[0], 1 / Rho);
        var least = Math.Pow(sigmas[^1], 1 / Rho);
        double[] respaced = [.. NoiseSchedule.Line(most, least, sigmas.Length).Select(root => Math.Pow(root, Rho))];
        double[] logarithms = [.. ofTraining.Select(sigma => Math.Log(sigma))];
        return (respaced, [.. respaced.Select(sigma => TimestepOf(Math.Log(sigma), logarithms))]);
    }

    private static double TimestepOf(double logarithm, double[] ofTraining)
    {
        var above = Array.FindIndex(ofTraining, level => level > logarithm);
        var low = Math.Clamp((above < 0 ? ofTraining.Length : above) - 1, 0, ofTraining.Length - 2);
        var weight = (logarithm - ofTraining[low]) / (ofTraining[low + 1] - ofTraining[low]);
        return low + Math.Clamp(weight, 0, 1);
    }
}
