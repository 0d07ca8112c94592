namespace Holdfast.StableDiffusion.Worker;

/// <summary>What this process knows of a job that has not ended.</summary>
/// <param name="ticket">Lower ones came before.</param>
#pragma warning disable CA1001 // The source is left to the collector: whoever stops a job may be late.
internal sealed class JobNote(long ticket) : IProgress<ImageProgress>
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private ImageProgress? _progress;

    public long Ticket => ticket;

    /// <summary>What happens with it now.</summary>
    public JobPhase Phase { get; set; }

    /// <summary>What the backend told last; null: nothing.</summary>
    public ImageProgress? Progress
    {
        get
        {
            lock (_lock)
                return _progress;
        }
    }

    /// <summary>Fires when nobody wants the image any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Report(ImageProgress value)
    {
        lock (_lock)
            _progress = value;
    }

    public void Stop() => _stop.Cancel();
}

/// <summary>What a process does with a job.</summary>
internal enum JobPhase
{
    /// <summary>Nothing: an attempt failed, and the next one is not due yet; or it is about to answer.</summary>
    Resting,

    /// <summary>It waits for a place at the backend.</summary>
    Waiting,

    /// <summary>It has a place.</summary>
    Generating,
}
