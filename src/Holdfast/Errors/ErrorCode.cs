namespace Holdfast;

/// <summary>Codes of failures: HTTP statuses, and the service protocol's own from 570.</summary>
public static class ErrorCode
{
    /// <summary>The request cannot be understood.</summary>
    public const int BadRequest = 400;

    /// <summary>No such service, handler, invocation or awakeable.</summary>
    public const int NotFound = 404;

    /// <summary>It did not finish in the time it was given.</summary>
    public const int Timeout = 408;

    /// <summary>Cancelled, killed, or completed before.</summary>
    public const int Conflict = 409;

    /// <summary>An invocation that was cancelled fails with this code.</summary>
    public const int Cancelled = Conflict;

    /// <summary>The output was asked for, and there is none yet.</summary>
    public const int NotReady = 470;

    /// <summary>Anything else.</summary>
    public const int Internal = 500;

    /// <summary>The code issues a command other than the one that the journal recorded.</summary>
    public const int JournalMismatch = 570;

    /// <summary>The engine or the attempt sent what the protocol does not allow.</summary>
    public const int ProtocolViolation = 571;

    /// <summary>The handler awaited something that is not durable, or used its context from outside.</summary>
    public const int NonDurableAwait = 572;

    /// <summary>The engine's protocol version lacks this feature.</summary>
    public const int UnsupportedFeature = 573;
}
