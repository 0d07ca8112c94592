using System.Text.Json;
using Holdfast.StableDiffusion.Onnx.Models;
using Holdfast.StableDiffusion.Onnx.Noise;
using Holdfast.StableDiffusion.Onnx.Schedulers;

namespace Holdfast.StableDiffusion.Tests.Onnx;

/// <summary>
/// The sums that the reference implementation publishes in its tests: a ramp of 768 numbers as the sample, and a model
/// that answers with <c>sample * t / (t + 1)</c>. They were computed in single precision.
/// </summary>
public sealed class SchedulerReferenceTests
{
    private const int Numbers = 768;

    private const string OfEuler =
        """{"num_train_timesteps": 1100, "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear"}""";

    private const string OfDdim =
        """{"num_train_timesteps": 1000, "beta_start": 0.0001, "beta_end": 0.02, "clip_sample": true}""";

    private const string OfLcm = """{"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}""";

    [Theory]
    [InlineData("{}", 10.0807)]
    [InlineData("""{"prediction_type": "v_prediction"}""", 0.0002)]
    [InlineData("""{"use_karras_sigmas": true}""", 124.52299)]
    public void Euler(string change, double sum) => AssertSum(sum, 0.01, Loop(OfEuler, change, SamplerKind.Euler, 10));

    [Theory]
    [InlineData("{}", 152.3192)]
    [InlineData("""{"prediction_type": "v_prediction"}""", 108.4439)]
    public void Euler_ancestral(string change, double sum) =>
        AssertSum(sum, 0.01, Loop(OfEuler, change, SamplerKind.EulerAncestral, 10));

    [Theory]
    [InlineData("{}", 172.0067)]
    [InlineData("""{"prediction_type": "v_prediction"}""", 52.5302)]
    [InlineData("""{"set_alpha_to_one": true, "beta_start": 0.01}""", 149.8295)]
    [InlineData("""{"set_alpha_to_one": false, "beta_start": 0.01}""", 149.0784)]
    public void Ddim(string change, double sum) => AssertSum(sum, 0.01, Loop(OfDdim, change, SamplerKind.Ddim, 10));

    [Theory]
    [InlineData(1, 18.7097)]
    [InlineData(10, 197.7616)]
    public void Lcm(int steps, double sum) => AssertSum(sum, 0.001, Loop(OfLcm, "{}", SamplerKind.Lcm, steps));

    [Theory]
    [InlineData(SamplerKind.Euler, OfEuler, 57062.9297, 0.1)]
    [InlineData(SamplerKind.EulerAncestral, OfEuler, 56163.0508, 0.1)]
    [InlineData(SamplerKind.Ddim, OfDdim, 354.5418, 0.01)]
    internal void From_an_image_with_two_of_ten_steps(SamplerKind sampler, string config, double sum, double tolerance)
    {
        var scheduler = Schedule.Create(Configs.Of(config), sampler, 10, 0.2);
        var sample = Ramp(scheduler.InitialNoiseScale);
        float[] noise = [.. Enumerable.Range(0, Numbers).Select(i => (Numbers - 1 - i) / (float)Numbers)];
        scheduler.AddNoise(sample, noise);
        AssertSum(sum, tolerance, Denoise(scheduler, sample));
    }

    [Fact]
    public void Timesteps_with_an_offset()
    {
        var scheduler = Schedule.Create(Configs.Of(OfDdim, """{"steps_offset": 1}"""), SamplerKind.Ddim, 5, 1);
        Assert.Equal([801, 601, 401, 201, 1], scheduler.Timesteps);
    }

    private static float[] Loop(string config, string change, SamplerKind sampler, int steps)
    {
        var scheduler = Schedule.Create(Configs.Of(config, change), sampler, steps, 1);
        return Denoise(scheduler, Ramp(scheduler.InitialNoiseScale));
    }

    // As published, the step goes on from the scaled input, not from the latents.
    private static float[] Denoise(IScheduler scheduler, float[] sample)
    {
        var noise = new GaussianNoise(0);
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            var input = new float[Numbers];
            scheduler.ScaleInput(step, sample, input);
            var time = scheduler.Timesteps[step];
            float[] output = [.. input.Select(value => (float)(value * time / (time + 1)))];
            scheduler.Step(step, output, input, noise);
            sample = input;
        }

        return sample;
    }

    // The reference numbers the last axis fastest and then makes it the first.
    private static float[] Ramp(double scale)
    {
        const int Batch = 4;
        const int Rest = Numbers / Batch;
        return [.. Enumerable.Range(0, Numbers).Select(i =>
            (float)(((i % Rest * Batch) + (i / Rest)) / (double)Numbers * scale))];
    }

    private static void AssertSum(double sum, double tolerance, float[] sample) =>
        Assert.InRange(sample.Sum(value => Math.Abs((double)value)), sum - tolerance, sum + tolerance);
}

/// <summary>Scheduler configurations as the files have them.</summary>
internal static class Configs
{
    public static ModelJson Of(string config, string change = "{}")
    {
        var merged = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(config)!;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(change)!)
            merged[name] = value;
        return new("scheduler_config.json", JsonSerializer.SerializeToElement(merged));
    }
}
