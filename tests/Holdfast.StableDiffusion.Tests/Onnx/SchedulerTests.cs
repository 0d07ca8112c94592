using Holdfast.StableDiffusion.Onnx.Noise;
using Holdfast.StableDiffusion.Onnx.Schedulers;

namespace Holdfast.StableDiffusion.Tests.Onnx;

public sealed class SchedulerTests
{
    [Theory]
    [InlineData("linspace", SamplerKind.Euler, "999,749.25,499.5,249.75,0")]
    [InlineData("leading", SamplerKind.Euler, "800,600,400,200,0")]
    [InlineData("trailing", SamplerKind.Euler, "999,799,599,399,199")]
    [InlineData("linspace", SamplerKind.Ddim, "999,749,500,250,0")]
    internal void Steps_are_spread_as_the_model_says(string spacing, SamplerKind sampler, string expected) =>
        Assert.Equal(expected, Times(Create($$"""{"timestep_spacing": "{{spacing}}"}""", sampler, 5)));

    [Fact]
    public void One_step_of_a_turbo_model_is_its_noisiest() =>
        Assert.Equal("999", Times(Create("""{"timestep_spacing": "trailing"}""", SamplerKind.Euler, 1)));

    [Fact]
    public void Lcm_chooses_from_the_steps_of_its_distillation()
    {
        Assert.Equal("999,759,499,259", Times(Create("{}", SamplerKind.Lcm, 4)));
        Assert.Equal("499,379,259,139", Times(Create("{}", SamplerKind.Lcm, 4, 0.5)));
    }

    [Theory]
    [InlineData(0.75, 3)]
    [InlineData(0.01, 1)]
    [InlineData(1, 4)]
    public void Strength_is_the_part_of_the_steps_that_is_done(double strength, int steps) =>
        Assert.Equal(steps, Create("{}", SamplerKind.Euler, 4, strength).Timesteps.Count);

    [Theory]
    [InlineData("linear")]
    [InlineData("scaled_linear")]
    [InlineData("squaredcos_cap_v2")]
    public void Every_schedule_ends_in_noise(string schedule)
    {
        var config = SchedulerConfig.Read(
            Configs.Of($$"""{"beta_schedule": "{{schedule}}"}"""), SamplerKind.Ddim);
        var alphas = NoiseSchedule.CumulativeAlphas(config, keepsLastFinite: false);
        Assert.True(alphas.Zip(alphas.Skip(1)).All(pair => pair.First > pair.Second));
        Assert.InRange(alphas[0], 0.99, 1);
        Assert.InRange(alphas[^1], 0, 0.15);
    }

    [Fact]
    public void A_schedule_can_be_shifted_to_end_in_noise_alone()
    {
        var config = SchedulerConfig.Read(Configs.Of("""{"rescale_betas_zero_snr": true}"""), SamplerKind.Ddim);
        Assert.Equal(0, NoiseSchedule.CumulativeAlphas(config, keepsLastFinite: false)[^1]);
        Assert.InRange(NoiseSchedule.CumulativeAlphas(config, keepsLastFinite: true)[^1], double.Epsilon, 1e-7);
    }

    // With a model that sees the image through any noise, each sampler arrives there.
    [Theory]
    [InlineData(SamplerKind.Euler, "epsilon")]
    [InlineData(SamplerKind.Euler, "v_prediction")]
    [InlineData(SamplerKind.Euler, "sample")]
    [InlineData(SamplerKind.EulerAncestral, "epsilon")]
    [InlineData(SamplerKind.EulerAncestral, "v_prediction")]
    [InlineData(SamplerKind.Ddim, "epsilon")]
    [InlineData(SamplerKind.Ddim, "v_prediction")]
    [InlineData(SamplerKind.Ddim, "sample")]
    [InlineData(SamplerKind.Lcm, "epsilon")]
    [InlineData(SamplerKind.Lcm, "v_prediction")]
    internal void A_model_that_is_right_gets_its_image(SamplerKind sampler, string prediction)
    {
        const float Image = 0.5f;
        var config = $$"""
            {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "clip_sample": false,
             "timestep_spacing": "trailing", "prediction_type": "{{prediction}}"}
            """;
        var scheduler = Create(config, sampler, 8);
        var alphas = NoiseSchedule.CumulativeAlphas(
            SchedulerConfig.Read(Configs.Of(config), sampler), keepsLastFinite: true);
        var noise = new GaussianNoise(1);
        var latents = noise.Draw(64).Select(value => (float)(value * scheduler.InitialNoiseScale)).ToArray();
        var input = new float[latents.Length];
        for (var step = 0; step < scheduler.Timesteps.Count; step++)
        {
            scheduler.ScaleInput(step, latents, input);
            var alpha = alphas[(int)scheduler.Timesteps[step]];
            var output = input.Select(sample => Right(sample, alpha, prediction)).ToArray();
            scheduler.Step(step, output, latents, noise);
        }

        Assert.All(latents, value => Assert.Equal(Image, value, 0.01f));

        static float Right(double sample, double alpha, string prediction)
        {
            var noise = (sample - (Math.Sqrt(alpha) * Image)) / Math.Sqrt(1 - alpha);
            return (float)(prediction switch
            {
                "epsilon" => noise,
                "sample" => Image,
                _ => (Math.Sqrt(alpha) * noise) - (Math.Sqrt(1 - alpha) * Image),
            });
        }
    }

    [Theory]
    [InlineData(SamplerKind.Euler, 0)]
    [InlineData(SamplerKind.Ddim, 1001)]
    [InlineData(SamplerKind.Lcm, 51)]
    internal void Steps_that_the_model_does_not_have_are_the_request_s_fault(SamplerKind sampler, int steps) =>
        Assert.Equal(ErrorCode.BadRequest, Assert.Throws<TerminalException>(() => Create("{}", sampler, steps)).Code);

    [Theory]
    [InlineData("""{"beta_schedule": "sigmoid"}""", "'beta_schedule' 'sigmoid'")]
    [InlineData("""{"prediction_type": "flow"}""", "'prediction_type' 'flow'")]
    [InlineData("""{"num_train_timesteps": 0.5}""", "'num_train_timesteps' 0.5")]
    [InlineData("""{"beta_start": "a"}""", "'beta_start'")]
    [InlineData("""{"thresholding": true}""", "'thresholding'")]
    [InlineData("""{"timestep_type": "continuous"}""", "'timestep_type'")]
    public void What_is_not_supported_is_said(string config, string named)
    {
        var error = Assert.Throws<BackendUnavailableException>(() => Create(config, SamplerKind.Euler, 4));
        Assert.Contains("scheduler_config.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("euler_a", SamplerKind.EulerAncestral)]
    [InlineData("Euler a", SamplerKind.EulerAncestral)]
    [InlineData("EULER", SamplerKind.Euler)]
    [InlineData("DDIMScheduler", SamplerKind.Ddim)]
    [InlineData("LCM", SamplerKind.Lcm)]
    internal void Samplers_have_many_spellings(string text, SamplerKind sampler) =>
        Assert.Equal(sampler, SamplerNames.TryParse(text));

    [Fact]
    public void A_sampler_that_is_not_there_is_none() => Assert.Null(SamplerNames.TryParse("DPM++ 2M"));

    private static IScheduler Create(string config, SamplerKind sampler, int steps, double strength = 1) =>
        Schedule.Create(Configs.Of(config), sampler, steps, strength);

    private static string Times(IScheduler scheduler) => string.Join(',', scheduler.Timesteps);
}
