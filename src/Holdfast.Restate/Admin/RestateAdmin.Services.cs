using Holdfast.Restate.Admin;

namespace Holdfast.Restate;

public sealed partial class RestateAdmin
{
    /// <summary>All services, in their newest revisions.</summary>
    public async Task<IReadOnlyList<ServiceInfo>> ListServicesAsync(CancellationToken cancellationToken = default)
    {
        var list = await _exchange.ReadAsync(
            HttpMethod.Get, "/services", AdminJson.Default.ServiceList, cancellationToken);
        return list.Services;
    }

    /// <summary>One service, in its newest revision.</summary>
    public Task<ServiceInfo> GetServiceAsync(string name, CancellationToken cancellationToken = default) =>
        _exchange.ReadAsync(
            HttpMethod.Get, $"/services/{Escape(name)}", AdminJson.Default.ServiceInfo, cancellationToken);

    /// <summary>
    /// Changes settings of a service, and returns it as it is then. The next registration sets them anew.
    /// </summary>
    public Task<ServiceInfo> UpdateServiceAsync(
        string name, ServiceUpdate update, CancellationToken cancellationToken = default) =>
        _exchange.ReadAsync(
            HttpMethod.Patch,
            $"/services/{Escape(name)}",
            ServiceUpdateRequest.Of(update),
            AdminJson.Default.ServiceUpdateRequest,
            AdminJson.Default.ServiceInfo,
            cancellationToken);

    /// <summary>
    /// Replaces the whole state of an object or workflow. It is accepted on return, and done when the invocation that
    /// has the key at present has ended.
    /// </summary>
    /// <param name="service">Name of the object or workflow.</param>
    /// <param name="key">Its key.</param>
    /// <param name="state">Values as the serdes write them, such as JSON, by name.</param>
    /// <param name="version">
    /// Refuses when the state is not of this version any more; null replaces whatever there is.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task ReplaceStateAsync(
        string service,
        string key,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> state,
        string? version = null,
        CancellationToken cancellationToken = default) =>
        _exchange.SendAsync(
            HttpMethod.Post,
            $"/services/{Escape(service)}/state",
            new StateRequest(key, state.ToDictionary(entry => entry.Key, entry => Numbers(entry.Value)), version),
            AdminJson.Default.StateRequest,
            cancellationToken);

    /// <summary>Adds or changes limits of concurrency, and returns them with their versions.</summary>
    public async Task<IReadOnlyList<LimitRule>> PutLimitRulesAsync(
        IReadOnlyList<LimitRule> rules, CancellationToken cancellationToken = default)
    {
        var stored = await _exchange.ReadAsync(
            HttpMethod.Put,
            "/limits/rules",
            [.. rules.Select(LimitRuleJson.Of)],
            AdminJson.Default.LimitRuleJsonArray,
            AdminJson.Default.LimitRuleJsonArray,
            cancellationToken);
        return [.. stored.Select(rule => rule.ToRule())];
    }

    /// <summary>Removes limits. Those that are not there are no error.</summary>
    /// <param name="patterns">Which: their <see cref="LimitRule.Pattern"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task DeleteLimitRulesAsync(
        IReadOnlyList<string> patterns, CancellationToken cancellationToken = default) =>
        _exchange.SendAsync(
            HttpMethod.Post,
            "/limits/rules/bulk-delete",
            [.. patterns.Select(pattern => new LimitRulePattern(pattern))],
            AdminJson.Default.LimitRulePatternArray,
            cancellationToken);

    // So the server takes bytes.
    private static int[] Numbers(ReadOnlyMemory<byte> bytes) => [.. bytes.ToArray().Select(value => (int)value)];
}
