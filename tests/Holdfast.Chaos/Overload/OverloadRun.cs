using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos.Checking;
using Holdfast.Chaos.Driving;

namespace Holdfast.Chaos.Overload;

/// <summary>What came of a run.</summary>
internal sealed record OverloadResult(
    Phase Before, Phase Rush, Phase After, long StartBytes, long MaxBytes, History History);

/// <summary>
/// Few callers, then ten for each place that the server has, then few again. Clients have addresses of their own; one
/// of them has half of all callers, and one key is in half of all requests.
/// </summary>
internal sealed class OverloadRun(OverloadSettings settings) : IAsyncDisposable
{
    private const int Clients = 8;

    // Of the requests in the rush: nothing but refusals keeps them from piling up.
    private const double Sends = 0.3;

    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _drain = TimeSpan.FromMinutes(5);

    private readonly EmbeddedVictim _server = new(settings.Directory, settings.Places);
    private readonly List<HttpClient> _clients = [];
    private readonly Random _keys = new(1);
    private long _maxBytes;
    private int _callers;

    /// <summary>Names of the clients; the first one is greedy.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(0, Clients).Select(client => $"127.0.0.{10 + client}")];

    /// <summary>Everything that the server wrote.</summary>
    public string Output => _server.Output;

    public async Task<OverloadResult> PlayAsync()
    {
        await _server.StartAsync();
        _clients.AddRange(Names.Select(address => ClientAt(IPAddress.Parse(address))));
        Caller[] few = [.. Enumerable.Range(0, Clients).Select(client => CallerOf($"few{client}", client, sends: 0))];
        var crowd = settings.Places * settings.CallersPerPlace;
        Caller[] many = [.. Enumerable.Range(0, crowd)
            .Select(caller => CallerOf(
                $"many{caller}", caller % 2 == 0 ? 0 : 1 + (caller / 2 % (Clients - 1)), sends: Sends))];

        // The first requests take longer: their code is compiled.
        await RunAsync(new("warm-up"), few, settings.Calm / 3);
        var before = await RunAsync(new("before"), few, settings.Calm);
        var start = _maxBytes;
        var rush = await RunAsync(new("rush"), many, settings.Rush);
        var after = await RunAsync(new("after"), few, settings.Calm);
        return new(before, rush, after, start, _maxBytes, await HistoryAsync([.. few, .. many]));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Phase> RunAsync(Phase phase, Caller[] callers, TimeSpan time)
    {
        using var stop = new CancellationTokenSource(time);
        var working = Task.WhenAll(callers.Select(caller => caller.RunAsync(phase, stop.Token)));
        while (!working.IsCompleted)
        {
            _maxBytes = Math.Max(_maxBytes, _server.ResidentBytes);
            await Task.WhenAny(working, Task.Delay(_betweenLooks, TimeProvider.System));
        }

        await working;
        return phase;
    }

    // What was only sent is asked for; each key says how often it was updated.
    private async Task<History> HistoryAsync(IReadOnlyList<Caller> callers)
    {
        using var end = new CancellationTokenSource(_drain);
        using var http = new PatientClient(_server, end.Token);
        List<Operation> operations = [.. callers.SelectMany(caller => caller.Operations)];
        await Parallel.ForEachAsync(
            operations.Where(operation => operation.Answers.Count == 0 && operation.InvocationIds.Count > 0),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (operation, _) => operation.Answers.Add(await http.AttachAsync(operation.InvocationIds[0])));
        using var ledger = new LedgerFile(ServerProcess.LedgerIn(settings.Directory));
        return new()
        {
            Operations = operations,
            Ledger = ledger.ReadNew(),
            Lives = [new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)],
            Counts = await ChaosRun.CountsAsync(http),
            MaxLateness = _drain,
            IsOneProcess = true,
            ForgetsCancelled = false,
        };
    }

    private Caller CallerOf(string name, int client, double sends) =>
        new(name, Names[client], _clients[client], NextKey, isPatient: _callers++ % 3 == 0, sends);

    private string NextKey()
    {
        lock (_keys)
            return Workload.Keys[_keys.Next(2) * _keys.Next(Workload.Keys.Count)];
    }

    private HttpClient ClientAt(IPAddress address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (connection, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(connection.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = _server.Ingress,
        Timeout = _drain,
    };
}
