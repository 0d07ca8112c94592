namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>
/// Finds out whether what the server works on is our request. A server that knows tasks by name says so. Of another,
/// one knows only that something runs.
/// </summary>
/// <param name="api">The server.</param>
/// <param name="features">What it has.</param>
/// <param name="taskId">Names the request.</param>
/// <param name="aloneOut">No other request of ours is out, and nobody else uses the server.</param>
/// <param name="idleBefore">Nothing ran just before the request went out.</param>
internal sealed class RunningTask(
    Automatic1111Api api, Automatic1111Features features, string taskId, Func<bool> aloneOut, bool idleBefore)
{
    private bool _isKnown;

    /// <summary>
    /// How far it is; null: it is not running, or cannot be told from others. What began on an idle server is taken
    /// for ours: that is good enough to be shown.
    /// </summary>
    public async Task<ImageProgress?> GetProgressAsync(CancellationToken cancellationToken)
    {
        if (await GetStateAsync(cancellationToken) is { } state)
            return state.IsRunning ? ToProgress(state.Progress, state.Eta) : null;
        if (!features.HasProgress || !(idleBefore || aloneOut()))
            return null;

        var progress = await api.GetProgressAsync(cancellationToken);
        return progress is { IsIdle: false } ? ToProgress(progress.Progress, progress.EtaRelative) : null;
    }

    /// <summary>Where it is. Only <see cref="Place.Running"/> is reason enough to interrupt.</summary>
    public async Task<Place> FindAsync(CancellationToken cancellationToken)
    {
        if (await GetStateAsync(cancellationToken) is { } state)
            return state.IsRunning ? Place.Running : state.Queued == true ? Place.Waiting : Place.Gone;
        // A task whose request is on its way is not known yet.
        if (!features.HasProgress || !aloneOut())
            return features.HasTaskIds ? Place.Waiting : Place.Unknown;

        var progress = await api.GetProgressAsync(cancellationToken);
        return progress is { IsIdle: false } ? Place.Running : Place.Waiting;
    }

    private async Task<TaskState?> GetStateAsync(CancellationToken cancellationToken)
    {
        if (!features.HasTaskIds)
            return null;

        var state = await api.GetTaskAsync(taskId, cancellationToken);
        _isKnown |= state is { IsKnown: true };
        return _isKnown ? state : null;
    }

    private static ImageProgress ToProgress(double? fraction, double? seconds) => new(
        Math.Clamp(fraction ?? 0, 0, 1),
        seconds is > 0 and < 1_000_000 ? TimeSpan.FromSeconds(seconds.Value) : null);
}

/// <summary>Where a task is.</summary>
internal enum Place
{
    /// <summary>The server works on it.</summary>
    Running,

    /// <summary>It comes later.</summary>
    Waiting,

    /// <summary>The server is done with it.</summary>
    Gone,

    /// <summary>The server cannot tell one task from another.</summary>
    Unknown,
}
