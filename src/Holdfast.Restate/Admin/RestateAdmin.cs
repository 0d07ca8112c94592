using Holdfast.Restate.Admin;
using Holdfast.Restate.Transport;

namespace Holdfast.Restate;

/// <summary>
/// The admin API of Restate Server: deployments, services, invocations, state, limits, queries. With dependency
/// injection ask for this class; without it: <c>new RestateAdmin(new() { Admin = … })</c>.
/// </summary>
/// <remarks>
/// Each method throws <see cref="RestateAdminException"/> when the server refuses (404: no such deployment, service or
/// invocation; 409: not in its present state), and <see cref="HttpRequestException"/> when there is no answer.
/// </remarks>
public sealed partial class RestateAdmin : IDisposable
{
    private readonly AdminExchange _exchange;

    /// <summary>A client with connections of its own; dispose it to close them.</summary>
    public RestateAdmin(RestateOptions options)
        : this(options, ServerHttp.CreateClient(options))
    {
    }

    internal RestateAdmin(RestateOptions options, HttpClient http) =>
        _exchange = new(new ServerHttp(http, options.Admin, options));

    /// <summary>Returns when the server answers that it is well.</summary>
    public Task CheckHealthAsync(CancellationToken cancellationToken = default) =>
        _exchange.SendAsync(HttpMethod.Get, "/health", cancellationToken);

    /// <summary>Version and features of the server.</summary>
    public Task<ServerVersion> GetVersionAsync(CancellationToken cancellationToken = default) =>
        _exchange.ReadAsync(HttpMethod.Get, "/version", AdminJson.Default.ServerVersion, cancellationToken);

    /// <summary>The cluster that the server belongs to. 503 while it is not provisioned.</summary>
    public Task<ClusterHealth> GetClusterHealthAsync(CancellationToken cancellationToken = default) =>
        _exchange.ReadAsync(HttpMethod.Get, "/cluster-health", AdminJson.Default.ClusterHealth, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _exchange.Dispose();

    private static string Escape(string name) => Ingress.IngressPath.Segment(name);
}
