using Holdfast.Host.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Host.Serving;

/// <summary>Healthy when Restate Server takes calls.</summary>
internal sealed class RestateHealth(RestateGateway gateway, RestateSettings settings) : IHealthCheck
{
    public const string Name = "restate";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await gateway.ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (HttpRequestException error)
        {
            return HealthCheckResult.Unhealthy(
                $"Restate Server does not answer at {settings.Ingress} ({error.Message})", error);
        }
    }
}
