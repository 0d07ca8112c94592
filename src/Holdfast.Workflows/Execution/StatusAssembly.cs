namespace Holdfast.Workflows.Execution;

/// <summary>Makes the status that people see out of what a run recorded. Pure.</summary>
internal static class StatusAssembly
{
    public static readonly WorkflowStatus NotStarted = new() { Status = WorkflowPhase.NotStarted };

    public static WorkflowStatus Of(WorkflowBeginning beginning, IReadOnlyList<StepProgress> progress, WorkflowEnd? end)
    {
        var steps = StepsOf(beginning, progress, end);
        return new WorkflowStatus
        {
            Id = beginning.Definition.Id,
            Status = PhaseOf(end),
            CurrentStep = end is null ? CurrentOf(beginning, progress, steps) : null,
            ImgName = beginning.ImgName,
            Output = [.. progress.Where(step => step.Message is not null).Select(step => step.Message!)],
            Steps = steps,
            Error = end?.Error,
            CreatedAt = beginning.CreatedAt,
            FinishedAt = end?.FinishedAt,
            Image = end is { Error: null } ? ImageOf(beginning.ImgName, steps.Count - 1) : null,
        };
    }

    /// <summary>
    /// Where step <paramref name="index"/> puts its image. The ending is part of the name only: steps choose formats.
    /// </summary>
    public static ArtifactReference OutputOf(string imgName, int index) =>
        new($"generated-images/{imgName}-{index}.png");

    private static WorkflowPhase PhaseOf(WorkflowEnd? end) => end switch
    {
        null => WorkflowPhase.Processing,
        { Error: null } => WorkflowPhase.Finished,
        _ => WorkflowPhase.Failed,
    };

    private static List<StepStatus> StepsOf(
        WorkflowBeginning beginning, IReadOnlyList<StepProgress> progress, WorkflowEnd? end)
    {
        var steps = new List<StepStatus>(beginning.Definition.Steps.Count);

        // A step starts when the one before is finished: no clock is read for it.
        DateTimeOffset? startedAt = beginning.CreatedAt;
        foreach (var definition in beginning.Definition.Steps)
        {
            var recorded = steps.Count < progress.Count ? progress[steps.Count] : null;
            var step = end?.Error is { } error && error.Step == steps.Count
                ? FailedStep(definition, startedAt, end.FinishedAt, error)
                : StepOf(definition, startedAt, recorded);
            steps.Add(step);
            startedAt = step.Status == WorkflowPhase.Finished ? step.FinishedAt : null;
        }

        return steps;
    }

    private static StepStatus StepOf(StepDefinition definition, DateTimeOffset? startedAt, StepProgress? recorded)
    {
        var underWay = startedAt is null ? WorkflowPhase.NotStarted : WorkflowPhase.Processing;
        return new()
        {
            Service = definition.Service,
            Status = recorded?.Message is null ? underWay : WorkflowPhase.Finished,
            Message = recorded?.Message,
            StartedAt = startedAt,
            FinishedAt = recorded?.FinishedAt,
            DurationMs = Milliseconds(startedAt, recorded?.FinishedAt),
        };
    }

    private static StepStatus FailedStep(
        StepDefinition definition, DateTimeOffset? startedAt, DateTimeOffset failedAt, WorkflowFailure error) =>
        StepOf(definition, startedAt, recorded: null) with
        {
            Status = WorkflowPhase.Failed,
            FinishedAt = failedAt,
            DurationMs = Milliseconds(startedAt, failedAt),
            Error = new(error.Message, error.Code),
        };

    // Clocks of two machines may disagree: a duration is never negative.
    private static long? Milliseconds(DateTimeOffset? from, DateTimeOffset? to) =>
        from is null || to is null ? null : Math.Max(0, (long)(to.Value - from.Value).TotalMilliseconds);

    private static CurrentStep? CurrentOf(
        WorkflowBeginning beginning, IReadOnlyList<StepProgress> progress, List<StepStatus> steps)
    {
        var index = steps.FindIndex(step => step.Status == WorkflowPhase.Processing);
        return index < 0
            ? null
            : new CurrentStep
            {
                Index = index,
                Service = beginning.Definition.Steps[index].Service,
                InvocationId = index < progress.Count ? progress[index].InvocationId : null,
            };
    }

    private static WorkflowImage ImageOf(string imgName, int index)
    {
        var path = OutputOf(imgName, index).Path;
        return new(path, "/" + path);
    }
}
