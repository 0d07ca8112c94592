using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Embedded;

/// <summary>Healthy when what arrives can be made durable.</summary>
internal sealed class EngineHealth(EmbeddedEngine engine) : IHealthCheck
{
    public const string Name = "holdfast";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult((engine.Failure, engine.Blocked) switch
        {
            ({ } failure, _) => HealthCheckResult.Unhealthy($"The database failed: {failure.Message}", failure),
            (_, { } reason) => HealthCheckResult.Unhealthy($"The database cannot be written: {reason}"),
            _ => HealthCheckResult.Healthy(),
        });
}
