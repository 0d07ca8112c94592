namespace Holdfast.Restate;

/// <summary>The admin API refused a request, or failed.</summary>
public sealed class RestateAdminException : Exception
{
    internal RestateAdminException(string request, int status, string reason, string? restateCode)
        : base($"{request}: the admin API answered {status}: {reason}")
    {
        Status = status;
        Reason = reason;
        RestateCode = restateCode;
    }

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>What the server says.</summary>
    public string Reason { get; }

    /// <summary>
    /// The server's own code, such as <c>META0003</c>: its documentation explains each. Null when it gives none.
    /// </summary>
    public string? RestateCode { get; }
}
