namespace Holdfast.Workflows;

/// <summary>
/// Beside <see cref="IStep{TParameters}"/>, for a step that takes long and can tell how far it is. Its description says
/// <see cref="StepDescription.ReportsProgress"/>; the status of a workflow then shows what it tells.
/// </summary>
public interface IReportsProgress
{
    /// <summary>
    /// How far an execution is; null: that is not known. Called when somebody looks; it should answer within a second.
    /// </summary>
    /// <param name="invocationId">The execution, <see cref="IContext.InvocationId"/> of the step.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    Task<StepReport?> ReportAsync(string invocationId, CancellationToken cancellationToken);
}

/// <summary>How far the execution of a step is.</summary>
/// <param name="Note">For people, such as <c>waits behind 2 others</c>.</param>
/// <param name="Fraction">From 0 to 1; null: unknown.</param>
/// <param name="RemainingMs">Milliseconds that are left, as estimated; null: unknown.</param>
public sealed record StepReport(string Note, double? Fraction = null, long? RemainingMs = null);
