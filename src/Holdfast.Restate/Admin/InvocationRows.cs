namespace Holdfast.Restate.Admin;

/// <summary>Describes rows of <c>sys_invocation</c> for people.</summary>
internal static class InvocationRows
{
    /// <summary>Attempts failed, and that is why it is not further.</summary>
    public static bool IsInTrouble(InvocationRow row) => StatusText.Read(row.Status) switch
    {
        InvocationStatus.BackingOff or InvocationStatus.Paused => true,
        InvocationStatus.Running => row.RetryCount > 1,
        _ => false,
    };

    /// <param name="row">The row.</param>
    /// <param name="lastFailure">Message of the last failed attempt, if it is in trouble and one is recorded.</param>
    public static InvocationInfo Describe(InvocationRow row, string? lastFailure)
    {
        var status = StatusText.Read(row.Status);
        FailureText? end = row.CompletionFailure is { } failure ? FailureText.Read(failure) : null;
        return new()
        {
            Id = row.Id,
            Target = row.Target,
            Status = status,
            CreatedAt = row.CreatedAt,
            ModifiedAt = row.ModifiedAt,
            CompletedAt = row.CompletedAt,
            IdempotencyKey = row.IdempotencyKey,
            // The server counts the attempt that runs too.
            RetryCount = status == InvocationStatus.Running ? Math.Max(row.RetryCount - 1, 0) : row.RetryCount,
            NextRetryAt = status == InvocationStatus.BackingOff ? row.NextRetryAt : null,
            FailureCode = end?.Code,
            LastFailure = end?.Message ?? (IsInTrouble(row) ? lastFailure ?? MessageOf(row.LastFailure) : null),
        };
    }

    private static string? MessageOf(string? failure) => failure is null ? null : FailureText.Read(failure).Message;
}
