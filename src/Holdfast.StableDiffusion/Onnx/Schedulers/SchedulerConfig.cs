using Holdfast.StableDiffusion.Onnx.Models;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>What the model's output means.</summary>
internal enum Prediction
{
    /// <summary>The noise in the latents.</summary>
    Epsilon,

    /// <summary>The velocity between image and noise.</summary>
    Velocity,

    /// <summary>The latents without noise.</summary>
    Sample,
}

/// <summary>How the steps of one image are spread over those of the training.</summary>
internal enum TimestepSpacing
{
    Linspace,
    Leading,
    Trailing,
}

/// <summary>How the noise grows over the steps of the training.</summary>
internal enum BetaSchedule
{
    Linear,
    ScaledLinear,
    SquaredCosine,
}

/// <summary>
/// A model's <c>scheduler_config.json</c>, read for one sampler: what the file leaves out has that sampler's default.
/// </summary>
internal sealed record SchedulerConfig
{
    private static readonly Dictionary<string, BetaSchedule> _betaSchedules = new()
    {
        ["linear"] = BetaSchedule.Linear,
        ["scaled_linear"] = BetaSchedule.ScaledLinear,
        ["squaredcos_cap_v2"] = BetaSchedule.SquaredCosine,
    };

    private static readonly Dictionary<string, Prediction> _predictions = new()
    {
        ["epsilon"] = Prediction.Epsilon,
        ["v_prediction"] = Prediction.Velocity,
        ["sample"] = Prediction.Sample,
    };

    private static readonly Dictionary<string, TimestepSpacing> _spacings = new()
    {
        ["linspace"] = TimestepSpacing.Linspace,
        ["leading"] = TimestepSpacing.Leading,
        ["trailing"] = TimestepSpacing.Trailing,
    };

    public int TrainingSteps { get; init; } = 1000;

    public double BetaStart { get; init; } = 0.0001;

    public double BetaEnd { get; init; } = 0.02;

    public BetaSchedule BetaSchedule { get; init; }

    public IReadOnlyList<double>? TrainedBetas { get; init; }

    public Prediction Prediction { get; init; }

    public TimestepSpacing Spacing { get; init; }

    public int StepsOffset { get; init; }

    /// <summary>The last training step is pure noise.</summary>
    public bool HasZeroTerminalSnr { get; init; }

    /// <summary>Euler: noise levels spaced as Karras and others do.</summary>
    public bool UsesKarrasSigmas { get; init; }

    /// <summary>DDIM and LCM: bound of the predicted latents; null: none.</summary>
    public double? ClipRange { get; init; }

    /// <summary>DDIM: the last step goes to no noise at all, not to the least of the training.</summary>
    public bool SetsAlphaToOne { get; init; } = true;

    /// <summary>LCM: steps of the distillation that steps are chosen from.</summary>
    public int OriginalSteps { get; init; } = 50;

    /// <summary>LCM: how sharply the boundary condition falls off.</summary>
    public double TimestepScaling { get; init; } = 10;

    /// <exception cref="BackendUnavailableException">The file asks for what is not supported.</exception>
    public static SchedulerConfig Read(ModelJson file, SamplerKind sampler)
    {
        var isLcm = sampler == SamplerKind.Lcm;
        var isEuler = sampler is SamplerKind.Euler or SamplerKind.EulerAncestral;
        Refuse(file, "thresholding", file.Flag("thresholding"));
        Refuse(file, "interpolation_type", isEuler && file.Text("interpolation_type") is not (null or "linear"));
        Refuse(file, "timestep_type", isEuler && file.Text("timestep_type") is not (null or "discrete"));
        Refuse(file, "final_sigmas_type", isEuler && file.Text("final_sigmas_type") is not (null or "zero"));
        Refuse(file, "use_exponential_sigmas", isEuler && file.Flag("use_exponential_sigmas"));
        Refuse(file, "use_beta_sigmas", isEuler && file.Flag("use_beta_sigmas"));
        return new()
        {
            TrainingSteps = file.WholeNumber("num_train_timesteps", 1, 100_000) ?? 1000,
            BetaStart = file.Number("beta_start") ?? (isLcm ? 0.00085 : 0.0001),
            BetaEnd = file.Number("beta_end") ?? (isLcm ? 0.012 : 0.02),
            BetaSchedule = file.Word("beta_schedule", _betaSchedules)
                ?? (isLcm ? BetaSchedule.ScaledLinear : BetaSchedule.Linear),
            TrainedBetas = file.Numbers("trained_betas"),
            Prediction = file.Word("prediction_type", _predictions) ?? Prediction.Epsilon,
            Spacing = file.Word("timestep_spacing", _spacings)
                ?? (isEuler ? TimestepSpacing.Linspace : TimestepSpacing.Leading),
            StepsOffset = file.WholeNumber("steps_offset", 0, 1000) ?? 0,
            HasZeroTerminalSnr = file.Flag("rescale_betas_zero_snr"),
            UsesKarrasSigmas = sampler == SamplerKind.Euler && file.Flag("use_karras_sigmas"),
            ClipRange = file.Flag("clip_sample", sampler == SamplerKind.Ddim)
                ? file.Number("clip_sample_range") ?? 1
                : null,
            SetsAlphaToOne = file.Flag("set_alpha_to_one", true),
            OriginalSteps = file.WholeNumber("original_inference_steps", 1, 100_000) ?? 50,
            TimestepScaling = file.Number("timestep_scaling") ?? 10,
        };
    }

    private static void Refuse(ModelJson file, string name, bool isThere)
    {
        if (isThere)
            throw file.Unfit($"asks for '{name}', which is not supported; take it out, or use another sampler");
    }
}
