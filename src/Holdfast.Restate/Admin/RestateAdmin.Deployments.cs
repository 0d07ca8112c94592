using Holdfast.Restate.Admin;

namespace Holdfast.Restate;

public sealed partial class RestateAdmin
{
    /// <summary>
    /// Makes the server discover the endpoint at an address, and route new invocations of its services there.
    /// </summary>
    /// <param name="uri">As the server reaches it, with the prefix of <c>MapRestate</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RestateAdminException">
    /// <c>META0003</c>: the server cannot reach it. <c>META0014</c>: it speaks HTTP/1.1 only. <c>META0012</c>,
    /// <c>META0013</c>: what it offers does not suit the server. 409: the address is known with other services, and
    /// <see cref="RegistrationOptions.Force"/> is not set.
    /// </exception>
    public Task<Registration> RegisterAsync(
        Uri uri, RegistrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        return _exchange.ReadAsync(
            HttpMethod.Post,
            "/deployments",
            new RegistrationRequest(uri.AbsoluteUri)
            {
                UseHttp11 = options.UseHttp11,
                Force = options.Force,
                DryRun = options.DryRun,
                Breaking = options.Breaking,
                AdditionalHeaders = options.AdditionalHeaders,
                Metadata = options.Metadata,
            },
            AdminJson.Default.RegistrationRequest,
            AdminJson.Default.Registration,
            cancellationToken);
    }

    /// <summary>All deployments.</summary>
    public async Task<IReadOnlyList<Deployment>> ListDeploymentsAsync(CancellationToken cancellationToken = default)
    {
        var list = await _exchange.ReadAsync(
            HttpMethod.Get, "/deployments", AdminJson.Default.DeploymentList, cancellationToken);
        return list.Deployments;
    }

    /// <summary>One deployment.</summary>
    /// <param name="id"><c>dp_…</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Deployment> GetDeploymentAsync(string id, CancellationToken cancellationToken = default) =>
        _exchange.ReadAsync(
            HttpMethod.Get, $"/deployments/{Escape(id)}", AdminJson.Default.Deployment, cancellationToken);

    /// <summary>
    /// Removes a deployment at once. Invocations that are bound to it cannot go on: drain it first, by registering a
    /// newer one and waiting until no unfinished invocation is left.
    /// </summary>
    /// <param name="id"><c>dp_…</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task DeleteDeploymentAsync(string id, CancellationToken cancellationToken = default) =>
        // The server has no other way yet: without the parameter it answers 501.
        _exchange.SendAsync(HttpMethod.Delete, $"/deployments/{Escape(id)}?force=true", cancellationToken);
}
