using Microsoft.AspNetCore.Http;

namespace Holdfast.Restate.Endpoint;

/// <summary>An answer before any stream begins: a status, and a text that the server shows to its operator.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message, context.RequestAborted);
    }
}
