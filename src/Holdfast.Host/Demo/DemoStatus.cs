namespace Holdfast.Host.Demo;

/// <summary>What the demo reads of the answer of <c>workflow-status/get</c>, as any client would.</summary>
internal sealed record DemoStatus(string Status, IReadOnlyList<DemoStep>? Steps, DemoImage? Image);

/// <summary>A step of it.</summary>
internal sealed record DemoStep(string Service, string Status, string? Message, long? DurationMs, DemoError? Error)
{
    public bool IsFinished => Status == "Finished";
}

/// <summary>Why the last attempt of a step failed.</summary>
internal sealed record DemoError(string Message);

/// <summary>The image that the workflow made.</summary>
internal sealed record DemoImage(string Path);
