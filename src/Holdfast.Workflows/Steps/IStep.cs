namespace Holdfast.Workflows;

/// <summary>
/// A kind of step that workflow definitions may use. One class is a whole step: its name, what it needs, and its code.
/// It is offered as a service of its own name with a handler <c>run</c>.
/// </summary>
/// <typeparam name="TParameters">
/// Shape of the step's <c>parameters</c>: a record, whose JSON Schema is published and enforced before anything runs.
/// Bounds come from System.ComponentModel.DataAnnotations, texts from <c>[Description]</c>.
/// </typeparam>
public interface IStep<TParameters>
    where TParameters : class
{
    /// <summary>
    /// Name, role and documentation. Static: the step is registered by it before any instance exists.
    /// </summary>
    static abstract StepDescription Description { get; }

    /// <summary>
    /// Does the work. It is a handler: everything that is not deterministic goes into
    /// <see cref="IContext.RunAsync{T}"/>.
    /// </summary>
    /// <exception cref="TerminalException">The workflow fails with this message.</exception>
    Task<StepResult> ExecuteAsync(IContext context, StepInput<TParameters> input);
}

/// <summary>What the catalogue says of a step.</summary>
/// <param name="Service">Its name in definitions and on the wire, such as <c>rotate-img-service</c>.</param>
/// <param name="Role">Makes an image, or changes one.</param>
/// <param name="Determinism">What a repetition gives.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record StepDescription(string Service, StepRole Role, StepDeterminism Determinism, string Summary)
{
    /// <summary>The step tells how far it is: it is an <see cref="IReportsProgress"/>.</summary>
    public bool ReportsProgress { get; init; }
}

/// <summary>Where in a workflow a step may stand.</summary>
public enum StepRole
{
    /// <summary>Makes an image from nothing: only first.</summary>
    Source,

    /// <summary>Changes the image of the step before.</summary>
    Transformer,
}

/// <summary>What running a step again on the same input gives.</summary>
public enum StepDeterminism
{
    /// <summary>The same bytes.</summary>
    Deterministic,

    /// <summary>The same, given the same seed.</summary>
    Seeded,

    /// <summary>Something else every time.</summary>
    Volatile,
}

/// <summary>What a step is given.</summary>
/// <typeparam name="TParameters">Shape of its parameters.</typeparam>
/// <param name="Parameters">As in the definition, defaults filled in.</param>
/// <param name="Image">The image to work on; null for a source.</param>
/// <param name="Output">Where the result belongs.</param>
public sealed record StepInput<TParameters>(TParameters Parameters, ArtifactReference? Image, ArtifactReference Output);

/// <summary>
/// What a step answers: a message for people; the artifact was written to <see cref="StepInput{T}.Output"/>.
/// </summary>
/// <param name="Message">Such as <c>Rotated the image by 90 degrees</c>.</param>
public sealed record StepResult(string Message);
