namespace Holdfast;

/// <summary>
/// A failure that is final: it is recorded as the result and returned to the caller. Every other exception of a
/// handler or a run is retried.
/// </summary>
public class TerminalException : Exception
{
    /// <summary>A failure with code 500.</summary>
    public TerminalException()
        : this("The invocation failed")
    {
    }

    /// <summary>A failure with code 500.</summary>
    public TerminalException(string message)
        : this(message, ErrorCode.Internal)
    {
    }

    /// <summary>A failure with code 500 and the exception behind it; only the message travels.</summary>
    public TerminalException(string message, Exception? innerException)
        : base(message, innerException)
    {
        Code = ErrorCode.Internal;
    }

    /// <summary>A failure with a code and pairs that travel with it.</summary>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="code">HTTP-like status, 400 to 599; it becomes the status of an HTTP answer.</param>
    /// <param name="metadata">Reaches every caller up to the HTTP client.</param>
    public TerminalException(string message, int code, IReadOnlyDictionary<string, string>? metadata = null)
        : base(message)
    {
        Code = code;
        Metadata = metadata;
    }

    /// <summary>HTTP-like status.</summary>
    public int Code { get; }

    /// <summary>Pairs that travel with the failure; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; }

    internal static TerminalException From(Engine.EntryResult.Failure failure) =>
        failure is { Code: ErrorCode.Cancelled, Message: CancelledException.CancelMessage }
            ? new CancelledException()
            : new TerminalException(failure.Message, failure.Code, failure.Metadata);

    internal Engine.EntryResult.Failure ToFailure() => new(Code, Message, Metadata);
}

/// <summary>This invocation, or one that it called, was cancelled. Compensate, then rethrow or return.</summary>
public sealed class CancelledException() : TerminalException(CancelMessage, ErrorCode.Cancelled)
{
    internal const string CancelMessage = "canceled";
}
