using Holdfast.Engine;

namespace Holdfast;

/// <summary>The attempt cannot go on: journal mismatch, an await that is not durable, a protocol violation.</summary>
public sealed class AttemptException : Exception
{
    /// <summary>Carries the error that ends the attempt.</summary>
    public AttemptException(AttemptError error)
        : base(error?.Message) => Error = error!;

    /// <summary>What ended the attempt.</summary>
    public AttemptError Error { get; }
}
