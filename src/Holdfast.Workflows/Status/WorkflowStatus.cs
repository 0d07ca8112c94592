using System.Text.Json.Serialization;

namespace Holdfast.Workflows;

/// <summary>Where a workflow stands; also its result once it is finished.</summary>
public sealed record WorkflowStatus
{
    /// <summary>The definition's id; null when it is not known.</summary>
    public string? Id { get; init; }

    /// <summary>The state in a word.</summary>
    public required WorkflowPhase Status { get; init; }

    /// <summary>The step under way; null when none is.</summary>
    public CurrentStep? CurrentStep { get; init; }

    /// <summary>Common part of the names of the workflow's images.</summary>
    public string? ImgName { get; init; }

    /// <summary>The messages of the finished steps, in order.</summary>
    public IReadOnlyList<string>? Output { get; init; }

    /// <summary>All steps, in order.</summary>
    public IReadOnlyList<StepStatus>? Steps { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public WorkflowFailure? Error { get; init; }

    /// <summary>When the definition was accepted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it finished or failed.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The last step's image; null until it is finished.</summary>
    public WorkflowImage? Image { get; init; }
}

/// <summary>The state of a workflow, or of a step, in a word.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkflowPhase>))]
public enum WorkflowPhase
{
    /// <summary>Nothing happened yet, or the id is unknown.</summary>
    [JsonStringEnumMemberName("Not started")]
    NotStarted,

    /// <summary>Under way, also while it is retried.</summary>
    Processing,

    /// <summary>Ended well.</summary>
    Finished,

    /// <summary>Ended with an error, or cancelled.</summary>
    Failed,
}

/// <summary>A step of a workflow's status.</summary>
public sealed record StepStatus
{
    /// <summary>Its kind.</summary>
    public required string Service { get; init; }

    /// <summary>The state in a word.</summary>
    public required WorkflowPhase Status { get; init; }

    /// <summary>What it did; null until it is finished.</summary>
    public string? Message { get; init; }

    /// <summary>When it was its turn; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it finished or failed.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Milliseconds from start to finish, with waiting and retries.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Attempts so far; known while the step is under way.</summary>
    public int? Attempts { get; init; }

    /// <summary>Why it failed, or why its last attempt did.</summary>
    public StepError? Error { get; init; }
}

/// <summary>Why a step, or an attempt of it, failed.</summary>
/// <param name="Message">For people.</param>
/// <param name="Code">HTTP-like status of a final failure; null while the step is retried.</param>
public sealed record StepError(string Message, int? Code = null);

/// <summary>The step under way.</summary>
public sealed record CurrentStep
{
    /// <summary>Position in the definition, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its kind.</summary>
    public required string Service { get; init; }

    /// <summary>Its invocation, <c>inv_…</c>; null until it is known.</summary>
    public string? InvocationId { get; init; }

    /// <summary>What the engine does with it, such as <c>BackingOff</c>; null when that was not asked.</summary>
    public InvocationStatus? State { get; init; }

    /// <summary>Attempts so far.</summary>
    public int? Attempts { get; init; }

    /// <summary>Why the last attempt failed; null when none did.</summary>
    public string? LastError { get; init; }

    /// <summary>When it is tried again; null when no retry is due.</summary>
    public DateTimeOffset? NextRetryAt { get; init; }

    /// <summary>For people: what it waits for.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>How far it is; null when the step does not tell.</summary>
    public StepReport? Progress { get; init; }
}

/// <summary>Which step failed, and why.</summary>
/// <param name="Step">Position in the definition, from 0.</param>
/// <param name="Service">Its kind.</param>
/// <param name="Code">HTTP-like status.</param>
/// <param name="Message">For people.</param>
public sealed record WorkflowFailure(int Step, string Service, int Code, string Message);

/// <summary>An image that a workflow made.</summary>
/// <param name="Path">Its reference in the artifact store; can be the <c>imgInputPath</c> of another workflow.</param>
/// <param name="Url">Where to get it, relative to this server.</param>
public sealed record WorkflowImage(string Path, string Url);
