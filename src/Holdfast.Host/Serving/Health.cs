namespace Holdfast.Host.Serving;

/// <summary>What supervisors ask: is the process alive, may it be sent work.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints, Func<bool> isReady)
    {
        endpoints.MapGet("/health/live", (RequestDelegate)(context => AnswerAsync(context, 200, "live")));
        endpoints.MapGet("/health/ready", (RequestDelegate)(context => isReady()
            ? AnswerAsync(context, 200, "ready")
            : AnswerAsync(context, 503, "recovering")));
    }

    private static Task AnswerAsync(HttpContext context, int code, string status)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"status":"{{status}}"}""");
    }
}
