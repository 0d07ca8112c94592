using System.Text;
using Holdfast.Bench.Restate;
using Holdfast.Testing;
using Holdfast.Testing.Restate;

namespace Holdfast.Bench.Peers;

/// <summary>
/// One side of the comparison: servers in processes of their own that do a workflow of three recorded steps and four
/// status updates for each request, and answer when it ended.
/// </summary>
internal sealed class Side : IAsyncDisposable
{
    private static int _id;

    private readonly HttpLoad _load;
    private readonly IReadOnlyList<object> _servers;
    private readonly IReadOnlyList<int> _processes;

    private Side(
        string name,
        Uri address,
        Func<byte[]> next,
        ReadOnlySpan<byte> answer,
        IReadOnlyList<int> processes,
        params IReadOnlyList<object> servers)
    {
        (Name, _load) = (name, new(address, next, answer.ToArray()));
        (_processes, _servers) = (processes, servers);
    }

    public string Name { get; }

    /// <summary>Of all its processes.</summary>
    public TimeSpan ProcessorTime => ProcessorTimes.Of(_processes);

    public Uri Address => _load.Server;

    /// <summary>What its processes gave to files so far.</summary>
    public long WrittenBytes => _processes.Sum(FileWrites.Of);

    /// <summary>All its processes.</summary>
    public IReadOnlyList<int> ProcessIds => ProcessorTimes.Tree(_processes);

    public static async Task<Side> StartEmbeddedAsync()
    {
        var engine = await MeasuredEngine.StartAsync();
        return new(
            "Holdfast",
            engine.Address,
            () => WorkflowThroughput.Request(steps: 3),
            WorkflowThroughput.Answer,
            [engine.Process.Id],
            engine);
    }

    public static async Task<Side> StartCeilingAsync(DirectoryInfo directory)
    {
        var data = directory.CreateSubdirectory("ceiling");
        var server = await Ceiling.StartAsync(data);
        return new(
            "ceiling",
            server.Address,
            () => WorkflowThroughput.Request(steps: 3),
            CeilingServer.Answer,
            [server.Id],
            server);
    }

    /// <summary>Restate Server and handlers on its TypeScript SDK.</summary>
    /// <param name="partitions">How many; null: as by default.</param>
    public static async Task<Side> StartRestateAsync(int? partitions)
    {
        var settings = new Dictionary<string, string> { ["RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE"] = "2GiB" };
        if (partitions is not null)
            settings["RESTATE_DEFAULT_NUM_PARTITIONS"] = $"{partitions}";
        var server = await RestateServer.StartAsync(settings);
        var handlers = await HandlerProcess.StartAsync(
            Installed("restate-typescript", "node/bin/node"), PathOf("restate-typescript", "services.mjs"));
        await server.RegisterAsync(handlers.Address);
        return new(
            partitions is null ? "Restate" : $"Restate, {partitions} partitions",
            server.Ingress,
            () => Request("/TypeScriptExecutor/execute", id => $"\"{id}\""),
            """["done 1","done 2","done 3"]"""u8,
            [server.ProcessId, handlers.Id],
            server, handlers);
    }

    public static async Task<Side> StartDbosAsync(DirectoryInfo directory)
    {
        var postgres = await PostgresServer.StartAsync(directory.CreateSubdirectory("postgres"));
        var handlers = await HandlerProcess.StartAsync(
            Installed("dbos", "node/bin/node"), PathOf("dbos", "services.mjs"), postgres.AddressOf("dbos"));
        return new(
            "DBOS on PostgreSQL",
            handlers.Address,
            () => Request("/execute", id => $"\"{id}\""),
            """["done 1","done 2","done 3"]"""u8,
            [postgres.ProcessId, handlers.Id],
            handlers, postgres);
    }

    /// <summary>Does one workflow, and fails unless the answer is what it should be.</summary>
    public async Task CheckAsync()
    {
        var answer = await HttpLoad.SendAsync(_load.Server, _load.Next());
        if (!answer.Contains(Encoding.UTF8.GetString(_load.Good), StringComparison.Ordinal))
            throw new InvalidOperationException($"{Name} answered:\n{answer}");
    }

    /// <param name="callers">How many.</param>
    /// <param name="turn">Of the window.</param>
    /// <param name="meters">Read at both ends of it.</param>
    public Task<LoadResult> LoadAsync(int callers, TimeSpan turn, Func<double[]>? meters = null) =>
        (_load with { MetersAsync = () => Task.FromResult(meters?.Invoke() ?? []) }).RunAsync(callers, turn);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            if (server is IAsyncDisposable later)
                await later.DisposeAsync();
            else
                ((IDisposable)server).Dispose();
        }
    }

    private static byte[] Request(string path, Func<string, string> body)
    {
        var id = $"wf{Interlocked.Increment(ref _id)}";
        return HttpLoad.Post(path, id, body(id));
    }

    private static string PathOf(string peer, string path) => SourceTree.PathOf("bench", "peers", peer, path);

    private static string Installed(string peer, string path)
    {
        var file = PathOf(peer, $"node_modules/{path}");
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"There is no {file}: './holdfast bench peers' installs it.");
    }
}
