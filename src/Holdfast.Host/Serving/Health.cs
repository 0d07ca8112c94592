using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Host.Serving;

/// <summary>What supervisors ask: is the process alive, and may it be sent work.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", (RequestDelegate)(context => AnswerAsync(context, new("live"))))
            .AllowAnonymous();
        endpoints.MapGet("/health/ready", (RequestDelegate)(async context =>
        {
            var checks = context.RequestServices.GetRequiredService<HealthCheckService>();
            var report = await checks.CheckHealthAsync(context.RequestAborted);
            if (report.Status != HealthStatus.Healthy)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await AnswerAsync(context, report.Status == HealthStatus.Healthy
                ? new("ready")
                : new("not ready", Reason(report)));
        })).AllowAnonymous();
    }

    /// <summary>Why the server is not healthy; empty when it is.</summary>
    public static string Reason(HealthReport report) =>
        string.Join(' ', report.Entries.Values.Select(entry => entry.Description).OfType<string>());

    private static Task AnswerAsync(HttpContext context, Answer answer) =>
        context.Response.WriteAsJsonAsync(answer, context.RequestAborted);

    private sealed record Answer(string Status, string? Reason = null);
}
