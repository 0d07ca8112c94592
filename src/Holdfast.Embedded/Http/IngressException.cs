namespace Holdfast.Embedded.Http;

/// <summary>The ingress refuses a request. Not for failures of invocations: those are results.</summary>
internal sealed class IngressException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static IngressException BadRequest(string message) => new(400, message);

    public static IngressException NotFound() => new(404, "not found");

    public static IngressException InvocationNotFound() => new(404, "invocation not found");

    public static IngressException MethodNotAllowed() => new(405, "method not allowed");

    public static IngressException NotReady() =>
        new(ErrorCode.NotReady, "the invocation exists but has not completed yet");
}
