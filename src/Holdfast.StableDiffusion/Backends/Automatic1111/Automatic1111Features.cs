using Holdfast.StableDiffusion.Servers;

namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>What a server with the AUTOMATIC1111 API has of it: servers of that kind differ.</summary>
internal sealed record Automatic1111Features
{
    // No task has this name, so the server answers that it does not know it, if it answers that question at all.
    private const string NoTask = "holdfast-probe";

    public string? Model { get; private init; }

    public required IReadOnlyList<Sampler> Samplers { get; init; }

    /// <summary>A request can name its task, and its state can be asked for by that name.</summary>
    public bool HasTaskIds { get; private init; }

    /// <summary>The state of whatever runs can be asked for.</summary>
    public bool HasProgress { get; private init; }

    public bool HasInterrupt { get; private init; }

    /// <exception cref="BackendUnavailableException">It does not answer, or is no such server.</exception>
    public static async Task<Automatic1111Features> AskAsync(
        Automatic1111Api api, CancellationToken cancellationToken)
    {
        var settings = await api.GetSettingsAsync(cancellationToken)
            ?? throw new BackendUnavailableException(
                $"{api.Address} has no /sdapi/v1/options. Start AUTOMATIC1111 and its relatives with --api.");
        var samplers = await api.GetSamplersAsync(cancellationToken) ?? [];
        var hasTaskStates = await api.GetTaskAsync(NoTask, cancellationToken) is not null;
        return new()
        {
            Model = settings.SdModelCheckpoint ?? await OnlyModelAsync(api, cancellationToken),
            Samplers = [.. samplers.Select(entry => new Sampler(entry.Name, entry.Aliases ?? []))],
            HasTaskIds = hasTaskStates && await api.KnowsTaskIdsAsync(cancellationToken) is not false,
            HasProgress = await api.GetProgressAsync(cancellationToken) is not null,
            HasInterrupt = await api.HasInterruptAsync(cancellationToken),
        };
    }

    // With several to choose from, which of them is loaded is unknown.
    private static async Task<string?> OnlyModelAsync(Automatic1111Api api, CancellationToken cancellationToken) =>
        await api.GetModelsAsync(cancellationToken) is [var only] ? only.Title : null;
}
