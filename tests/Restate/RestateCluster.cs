using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Holdfast.Testing.Restate;

/// <summary>
/// Three real Restate Servers that are one cluster: every log record is on two of them, and so is every partition. One
/// may be lost. Each node is a whole <see cref="RestateServer"/>: whatever works with one server works with a node.
/// </summary>
internal sealed class RestateCluster : IAsyncDisposable
{
    private const int Size = 3;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private RestateCluster(IReadOnlyList<RestateServer> nodes) => Nodes = nodes;

    /// <summary>The nodes, started or killed.</summary>
    public IReadOnlyList<RestateServer> Nodes { get; }

    /// <summary>Starts a cluster, and waits until every node serves.</summary>
    /// <param name="settings">Environment of each node, such as <c>RESTATE_DEFAULT_NUM_PARTITIONS</c>.</param>
    public static async Task<RestateCluster> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        Uri[] addresses = [.. Enumerable.Range(0, Size).Select(_ => RestateServer.FreeAddress())];
        var cluster = new RestateCluster([.. addresses.Select((address, index) =>
            RestateServer.Prepare(address, SettingsOf(index, addresses, settings)))]);
        try
        {
            // Together: a node serves when enough of the others do.
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAgainAsync()));
            await Task.WhenAll(cluster.Nodes.Select(node => WaitUntilAsync(() => HasAllMembersAsync(node))));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers an endpoint at one node, and waits until all nodes know its services.</summary>
    public async Task RegisterAsync(Uri endpoint, bool useHttp11 = false)
    {
        await Nodes[0].RegisterAsync(endpoint, useHttp11);
        await Task.WhenAll(Nodes.Select(node => WaitUntilAsync(async () =>
            (await node.AdminHttp.GetStringAsync("deployments"))
                .Contains(endpoint.ToString(), StringComparison.Ordinal))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }

    private static Dictionary<string, string> SettingsOf(
        int index, Uri[] addresses, IReadOnlyDictionary<string, string>? settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["RESTATE_CLUSTER_NAME"] = "holdfast-tests",
            ["RESTATE_NODE_NAME"] = $"node-{index + 1}",
            ["RESTATE_FORCE_NODE_ID"] = $"{index + 1}",
            // One node makes the cluster, the others join it.
            ["RESTATE_AUTO_PROVISION"] = index == 0 ? "true" : "false",
            ["RESTATE_DEFAULT_REPLICATION"] = "2",
            ["RESTATE_BIFROST__DEFAULT_PROVIDER"] = "replicated",
            ["RESTATE_METADATA_CLIENT__TYPE"] = "replicated",
            ["RESTATE_METADATA_CLIENT__ADDRESSES"] = JsonSerializer.Serialize(addresses),
            ["RESTATE_DEFAULT_NUM_PARTITIONS"] = "6",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            environment[name] = value;
        return environment;
    }

    private static async Task<bool> HasAllMembersAsync(RestateServer node)
    {
        var health = await node.AdminHttp.GetFromJsonAsync<JsonElement>("cluster-health");
        return health.GetProperty("metadata_cluster_health").GetProperty("members").GetArrayLength() == Size;
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.StartNew(); !await condition(); await Task.Delay(50))
        {
            if (started.Elapsed > _deadline)
                throw new TimeoutException($"The cluster did not agree within {_deadline.TotalSeconds} s.");
        }
    }
}
