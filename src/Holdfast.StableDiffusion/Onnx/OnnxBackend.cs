using Holdfast.StableDiffusion.Onnx.Models;
using Holdfast.StableDiffusion.Onnx.Pipeline;
using Holdfast.StableDiffusion.Onnx.Schedulers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.StableDiffusion.Onnx;

/// <summary>
/// Makes images in this process, with ONNX Runtime. The model is loaded for the first image and unloaded when there has
/// been no work for a while; one image is made at a time.
/// </summary>
public sealed partial class OnnxBackend : IImageBackend, IAsyncDisposable
{
    private readonly OnnxOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _idle;

    // Only with the turn.
    private ImagePipeline? _pipeline;
    private bool _isDisposed;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">Which model, and limits.</param>
    /// <param name="logger">Told of loading, unloading, and prompts that are too long.</param>
    /// <param name="time">For tests.</param>
    public OnnxBackend(OnnxOptions options, ILogger<OnnxBackend>? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.UnloadAfter, TimeSpan.Zero);
        _options = options;
        _logger = logger ?? NullLogger<OnnxBackend>.Instance;
        _time = time ?? TimeProvider.System;
        _idle = _time.CreateTimer(
            _ => Unload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    /// <remarks>Looks at the files; does not load the model.</remarks>
    public Task<BackendCapabilities> ProbeAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var model = ModelDirectory.Open(_options.ModelDirectory);
            SessionSettings.RequireProvider(_options.Provider);
            return new BackendCapabilities(
                $"ONNX Runtime ({_options.Provider.ToString().ToLowerInvariant()})", model.Name, SamplerNames.All,
                HasProgress: true, HasCancellation: true);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> MakeAsync(
        ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // Minutes of computing get a thread of their own.
            return await Task.Factory.StartNew(
                () => Make(request, progress, cancellationToken), CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        finally
        {
            if (!_isDisposed)
                _idle.Change(_options.UnloadAfter, Timeout.InfiniteTimeSpan);
            _turn.Release();
        }
    }

    /// <summary>Waits for the image under way, and gives the memory back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _isDisposed = true;
        _pipeline?.Dispose();
        _pipeline = null;
        _turn.Release();
        await _idle.DisposeAsync();
    }

    private byte[] Make(ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var directory = ModelDirectory.Open(_options.ModelDirectory);
        RequestLimits.Check(request, _options, directory.PixelsPerLatent);
        _pipeline ??= new(directory, _options, _time, _logger, cancellationToken);
        return _pipeline.Make(request, progress, cancellationToken);
    }

    private void Unload()
    {
        // Who has the turn is at work, and sets the timer anew.
        if (!_turn.Wait(TimeSpan.Zero))
            return;
        try
        {
            if (_pipeline is null)
                return;
            _pipeline.Dispose();
            _pipeline = null;
            LogUnloaded(_options.ModelDirectory, _options.UnloadAfter);
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(LogLevel.Information, "Unloaded the model at {Directory}: there was no work for {Time}")]
    private partial void LogUnloaded(string directory, TimeSpan time);
}
