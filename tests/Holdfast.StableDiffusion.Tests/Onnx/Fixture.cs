using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Holdfast.StableDiffusion.Onnx;
using Holdfast.Testing.TinyModels;
using Microsoft.Extensions.Logging;
using NetVips;

namespace Holdfast.StableDiffusion.Tests.Onnx;

/// <summary>A tiny model in a directory of its own, and a backend that runs it.</summary>
internal sealed class TinyBackend : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tiny-model");
    private readonly OnnxBackend _backend;

    public TinyBackend(
        TinyModel? model = null, Func<OnnxOptions, OnnxOptions>? change = null, TimeProvider? time = null)
    {
        (model ?? new TinyModel()).Save(Path);
        var options = new OnnxOptions { ModelDirectory = Path, Threads = 2 };
        _backend = new(change?.Invoke(options) ?? options, Log, time);
    }

    public string Path => _directory.FullName;

    public LogLines Log { get; } = new();

    public IImageBackend Backend => _backend;

    public static ImageRequest Request { get; } = new()
    {
        TaskId = "image",
        Prompt = "a photo of the cat",
        NegativePrompt = "dog",
        Seed = 42,
        Steps = 4,
        Width = 64,
        Height = 128,
        Guidance = 7.5,
    };

    public Task<byte[]> MakeAsync(
        Func<ImageRequest, ImageRequest>? change = null, IProgress<ImageProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        _backend.MakeAsync(
            change?.Invoke(Request) ?? Request, progress ?? new Reports(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

/// <summary>Progress, told at once and on the thread that tells.</summary>
internal sealed class Reports(Action<ImageProgress>? onReport = null) : IProgress<ImageProgress>
{
    public ConcurrentQueue<ImageProgress> All { get; } = [];

    public void Report(ImageProgress value)
    {
        All.Enqueue(value);
        onReport?.Invoke(value);
    }
}

internal sealed class LogLines : ILogger<OnnxBackend>
{
    public ConcurrentQueue<string> All { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));
}

internal static class Pictures
{
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of it.")]
    public static Image Open(byte[] png) => Image.NewFromBuffer(png);

    /// <summary>A gradient, as an image to start from.</summary>
    public static byte[] Gradient(int width, int height)
    {
        using var gradient = Image.Xyz(width, height);
        using var colours = gradient.Bandjoin(gradient[0]);
        using var bytes = colours[0].Bandjoin(colours[1], colours[2]).Cast(Enums.BandFormat.Uchar);
        using var image = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
        return image.PngsaveBuffer();
    }
}
