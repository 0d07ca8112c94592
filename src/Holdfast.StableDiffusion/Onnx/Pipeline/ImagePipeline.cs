using Holdfast.StableDiffusion.Onnx.Models;
using Holdfast.StableDiffusion.Onnx.Noise;
using Holdfast.StableDiffusion.Onnx.Schedulers;
using Holdfast.StableDiffusion.Onnx.Tokenizer;
using Microsoft.Extensions.Logging;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>A model in memory, and the way from a prompt to an image. For one image at a time.</summary>
internal sealed partial class ImagePipeline : IDisposable
{
    // Both stay what they are for a size below: the UNet halves three times, and must double to the same.
    private const int SafeMultiple = 64;

    private readonly ModelDirectory _directory;
    private readonly OnnxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClipTokenizer _tokenizer;
    private readonly TextEncoder _text;
    private readonly Denoiser _denoiser;
    private readonly VaeDecoder _decoder;
    private VaeEncoder? _encoder;

    /// <summary>Loads all that an image from a prompt needs; takes seconds and gigabytes.</summary>
    /// <exception cref="BackendUnavailableException">The model does not fit; the message says what to do.</exception>
    public ImagePipeline(
        ModelDirectory directory, OnnxOptions options, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        (_directory, _options, _time, _logger) = (directory, options, time, logger);
        var started = time.GetTimestamp();
        _tokenizer = ClipTokenizer.Read(directory.TokenizerDirectory);
        List<IDisposable> loaded = [];
        try
        {
            _text = Keep(new TextEncoder(Load("text_encoder", cancellationToken)));
            _denoiser = Keep(new Denoiser(
                Load("unet", cancellationToken), directory.Unet.WholeNumber("in_channels", 1, 1024) ?? 0));
            _decoder = Keep(new VaeDecoder(Load("vae_decoder", cancellationToken)));
        }
        catch
        {
            loaded.ForEach(part => part.Dispose());
            throw;
        }

        LogLoaded(directory.Name, time.GetElapsedTime(started).TotalSeconds, directory.DefaultSampler);

        T Keep<T>(T part)
            where T : IDisposable
        {
            loaded.Add(part);
            return part;
        }
    }

    /// <summary>Makes one image; blocks its thread until then.</summary>
    public byte[] Make(ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var size = new LatentSize(
            Denoiser.Channels, request.Height / _directory.PixelsPerLatent, request.Width / _directory.PixelsPerLatent,
            _directory.PixelsPerLatent);
        var scheduler = Schedule.Create(
            _directory.Scheduler, SamplerOf(request), request.Steps, request.Initial?.Strength ?? 1);
        var noise = new GaussianNoise((uint)request.Seed);
        using var run = new OnnxRun();
        using var cancellation = cancellationToken.Register(() => run.Terminate = true);

        var latents = Begin(request, size, scheduler, noise, run);
        Denoise(request, size, scheduler, latents, noise, run, progress, cancellationToken);
        var pixels = _decoder.Decode(size, latents, _directory.LatentScale, run);
        cancellationToken.ThrowIfCancellationRequested();
        var png = PixelTensor.ToImage(pixels).EncodePng();
        progress.Report(new(1));
        return png;
    }

    public void Dispose()
    {
        _text.Dispose();
        _denoiser.Dispose();
        _decoder.Dispose();
        _encoder?.Dispose();
    }

    private SamplerKind SamplerOf(ImageRequest request)
    {
        if (request.Sampler is null)
            return _directory.DefaultSampler;
        return SamplerNames.TryParse(request.Sampler) ?? throw new TerminalException(
            $"There is no sampler '{request.Sampler}'; there are {string.Join(", ", SamplerNames.All)}.",
            ErrorCode.BadRequest);
    }

    private float[] Begin(
        ImageRequest request, LatentSize size, IScheduler scheduler, GaussianNoise noise, OnnxRun run)
    {
        if (request.Initial is not { } initial)
        {
            var pure = noise.Draw(size.Count);
            for (var i = 0; i < pure.Length; i++)
                pure[i] = (float)(pure[i] * scheduler.InitialNoiseScale);
            return pure;
        }

        var image = RgbPixels.Decode(initial.Content, "of the previous step", request.Width, request.Height, new());
        var latents = Encoder().Encode(size, PixelTensor.Of(image), _directory.LatentScale, noise, run);
        scheduler.AddNoise(latents, noise.Draw(size.Count));
        return latents;
    }

    private void Denoise(
        ImageRequest request, LatentSize size, IScheduler scheduler, float[] latents, GaussianNoise noise,
        OnnxRun run, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var prompts = Prompts(request, run);
        var input = new float[size.Count];
        var started = _time.GetTimestamp();
        var count = scheduler.Timesteps.Count;
        for (var step = 0; step < count; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            scheduler.ScaleInput(step, latents, input);
            var output = Predict(request, size, input, scheduler.Timesteps[step], prompts, run);
            scheduler.Step(step, output, latents, noise);

            // The decoder counts as one more step.
            var left = _time.GetElapsedTime(started) / (step + 1) * (count - step);
            progress.Report(new((step + 1.0) / (count + 1), left));
        }
    }

    private float[] Predict(
        ImageRequest request, LatentSize size, float[] input, double time, IReadOnlyList<FloatTensor> prompts,
        OnnxRun run)
    {
        try
        {
            var answers = _denoiser.Predict(size, input, time, prompts, request.Guidance, run);
            return answers is [var without, var with] ? Guide(without, with, (float)request.Guidance) : answers[0];
        }
        catch (BackendUnavailableException failure)
            when (request.Width % SafeMultiple != 0 || request.Height % SafeMultiple != 0)
        {
            throw new TerminalException(
                $"The model fails with {request.Width}×{request.Height} pixels ({failure.Message}). Ask for multiples "
                + $"of {SafeMultiple}.",
                ErrorCode.BadRequest);
        }
    }

    // Without the prompt first, as it is everywhere.
    private List<FloatTensor> Prompts(ImageRequest request, OnnxRun run)
    {
        var isGuided = request.Guidance > 1 && !_denoiser.HasGuidance;
        string[] texts = isGuided ? [request.NegativePrompt, request.Prompt] : [request.Prompt];
        return [.. texts.Select(text => _text.Encode(Tokens(request, text), run))];
    }

    private Prompt Tokens(ImageRequest request, string text)
    {
        var prompt = _tokenizer.Encode(text);
        if (prompt.Dropped > 0)
            LogDropped(request.TaskId, prompt.Dropped, prompt.Tokens.Count - 2);
        return prompt;
    }

    private static float[] Guide(float[] without, float[] with, float guidance)
    {
        for (var i = 0; i < with.Length; i++)
            with[i] = without[i] + (guidance * (with[i] - without[i]));
        return with;
    }

    private VaeEncoder Encoder()
    {
        if (_encoder is not null)
            return _encoder;
        if (!_directory.HasEncoder)
        {
            throw new TerminalException(
                $"The model {_directory.Name} has no vae_encoder/model.onnx, so it cannot start from an image. Export "
                + $"it again; see {ModelDirectory.Guide}.");
        }

        _encoder = new(Load("vae_encoder", CancellationToken.None));
        if (_encoder.MayDrawNoise)
            LogEncoderNoise(_directory.Name);
        return _encoder;
    }

    private OnnxModel Load(string component, CancellationToken cancellationToken) =>
        OnnxModel.Load(_directory.FileOf($"{component}/model.onnx"), _options, cancellationToken);

    [LoggerMessage(LogLevel.Information, "Loaded the model {Model} in {Seconds:F1} s; its sampler is {Sampler}")]
    private partial void LogLoaded(string model, double seconds, SamplerKind sampler);

    [LoggerMessage(
        LogLevel.Warning,
        "The encoder of {Model} gives latents, so it may draw noise of its own: images that start from one may differ "
        + "each time. Export it again with a newer optimum.")]
    private partial void LogEncoderNoise(string model);

    [LoggerMessage(
        LogLevel.Warning,
        "A prompt of image {TaskId} is too long: {Dropped} tokens after the first {Kept} are dropped")]
    private partial void LogDropped(string taskId, int dropped, int kept);
}
