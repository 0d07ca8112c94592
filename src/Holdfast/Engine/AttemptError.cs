namespace Holdfast.Engine;

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">500 for a handler's exception; see <see cref="ErrorCode"/> for 570 and up.</param>
/// <param name="Message">What, where and how to fix it.</param>
/// <param name="Detail">Stack trace, or null.</param>
public sealed record AttemptError(int Code, string Message, string? Detail = null)
{
    /// <summary>Index of the command that it happened at (the input is 0), if known.</summary>
    public int? CommandIndex { get; init; }

    /// <summary>That command's name for people.</summary>
    public string? CommandName { get; init; }

    /// <summary>That command's type, such as <c>typeof(RunCommand)</c>.</summary>
    public Type? CommandType { get; init; }

    /// <summary>Retry after this time instead of what the engine's policy says.</summary>
    public TimeSpan? NextRetryDelay { get; init; }

    /// <summary>What the engine should do.</summary>
    public ErrorBehavior Behavior { get; init; }
}

/// <summary>What becomes of an invocation whose attempt failed. Numbers are the wire's.</summary>
public enum ErrorBehavior
{
    /// <summary>Retry under the policy.</summary>
    Retry = 0,

    /// <summary>Pause until an operator resumes it.</summary>
    Pause = 1,

    /// <summary>Fail terminally.</summary>
    Fail = 2,
}
