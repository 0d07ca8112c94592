namespace Holdfast.Restate;

/// <summary>Where the Restate Server is.</summary>
public sealed class RestateOptions
{
    /// <summary>Its ingress: where handlers are called.</summary>
    public Uri Ingress { get; set; } = new("http://localhost:8080");

    /// <summary>Its admin API: where deployments are registered and invocations are cancelled and listed.</summary>
    public Uri Admin { get; set; } = new("http://localhost:9070");

    /// <summary>Bearer token for both; null for none.</summary>
    public string? AuthToken { get; set; }
}
