namespace Holdfast.Workflows;

/// <summary>Limits and places of the workflows of a process.</summary>
public sealed record WorkflowOptions
{
    /// <summary>
    /// Directory that artifacts are kept in, unless another <see cref="IArtifactStore"/> is registered.
    /// </summary>
    public string ArtifactDirectory { get; init; } = "artifacts";

    /// <summary>A definition has at most this many steps.</summary>
    public int MaxSteps { get; init; } = 10_000;

    /// <summary>A request to execute has at most this many bytes.</summary>
    public int MaxDefinitionBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Objects and arrays of a definition nest at most this deep.</summary>
    public int MaxDefinitionDepth { get; init; } = 32;

    /// <summary>An uploaded image has at most this many bytes.</summary>
    public int MaxUploadBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Status and result of a workflow are kept this long after it ended; then its id is free again.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);
}
