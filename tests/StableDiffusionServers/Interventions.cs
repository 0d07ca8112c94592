using System.Text.Json.Nodes;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>What a test does to the next image of a server. Each is done once.</summary>
internal sealed class Interventions
{
    private readonly Lock _lock = new();
    private readonly List<Pause> _pauses = [];
    private Failure? _failure;
    private bool _drop;

    /// <summary>Holds the next image before this step, from 1, until it is released.</summary>
    public Pause PauseBefore(int step)
    {
        var pause = new Pause(step);
        lock (_lock)
            _pauses.Add(pause);
        return pause;
    }

    /// <summary>The next image's work ends in this answer.</summary>
    public void FailNext(int status, JsonNode body)
    {
        lock (_lock)
            _failure = new(status, body);
    }

    /// <summary>The next image is made, and its connection broken before the answer.</summary>
    public void DropNext()
    {
        lock (_lock)
            _drop = true;
    }

    public Failure? TakeFailure()
    {
        lock (_lock)
            return Interlocked.Exchange(ref _failure, null);
    }

    public bool TakeDrop()
    {
        lock (_lock)
            return Interlocked.Exchange(ref _drop, false);
    }

    public async Task ReachAsync(int step, CancellationToken cancellationToken)
    {
        Pause? pause;
        lock (_lock)
        {
            pause = _pauses.Find(candidate => candidate.Step == step);
            if (pause is not null)
                _pauses.Remove(pause);
        }

        if (pause is not null)
            await pause.HoldAsync(cancellationToken);
    }

    internal sealed record Failure(int Status, JsonNode Body);
}

/// <summary>An image that is held before one of its steps.</summary>
internal sealed class Pause(int step)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Step => step;

    /// <summary>Ends when the image has come there.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Release() => _released.TrySetResult();

    public Task HoldAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(cancellationToken);
    }
}
