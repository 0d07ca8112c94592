using System.Collections.Concurrent;
using NetVips;

namespace Holdfast.StableDiffusion.Tests.Worker;

/// <summary>
/// A backend that the test directs: it paints one colour that the seed gives, and can be held up, fail or be away.
/// </summary>
internal sealed class PaintingBackend : IImageBackend, IDisposable
{
    private readonly ConcurrentQueue<Exception> _failures = new();
    private TaskCompletionSource _gate = OpenGate();

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<ImageRequest> Requests { get; } = new();

    /// <summary>Images that were finished.</summary>
    public int Made { get; private set; }

    /// <summary>Requests that were cancelled while they were under way.</summary>
    public int Interrupted { get; private set; }

    /// <summary>The next requests fail with these.</summary>
    public void Fail(params Exception[] failures) => Array.ForEach(failures, _failures.Enqueue);

    /// <summary>Requests wait from now on.</summary>
    public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate.TrySetResult();

    public Task<BackendCapabilities> ProbeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new BackendCapabilities("painter", null, [], HasProgress: true, HasCancellation: true));

    public async Task<byte[]> MakeAsync(
        ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        progress.Report(new(0.25, TimeSpan.FromSeconds(3)));
        try
        {
            await _gate.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interrupted++;
            throw;
        }

        if (_failures.TryDequeue(out var failure))
            throw failure;
        Made++;
        return Paint(request);
    }

    public void Dispose() => Release();

    private static byte[] Paint(ImageRequest request)
    {
        using var black = Image.Black(request.Width, request.Height, bands: 3);
        using var colour = black + new double[] { request.Seed & 255, (request.Seed >> 8) & 255, request.Steps };
        using var bytes = colour.Cast(Enums.BandFormat.Uchar);
        return bytes.PngsaveBuffer();
    }

    private static TaskCompletionSource OpenGate()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
