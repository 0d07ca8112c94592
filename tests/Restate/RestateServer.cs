using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Holdfast.Testing.Restate;

/// <summary>
/// The real Restate Server, one node, as a process of its own with data and ports of its own. It can be killed and
/// started again on the same data. Disposing it kills it and removes the data.
/// </summary>
internal sealed class RestateServer : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly string _data = Directory.CreateTempSubdirectory("holdfast-restate-").FullName;
    private readonly Uri _node;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private RestateServer(Uri node, IReadOnlyDictionary<string, string> settings)
    {
        _node = node;
        _settings = settings;
        Ingress = FreeAddress();
        Admin = FreeAddress();
        Http = new() { BaseAddress = Ingress, Timeout = TimeSpan.FromMinutes(2) };
        AdminHttp = new() { BaseAddress = Admin, Timeout = _deadline };
    }

    /// <summary>Where handlers are called.</summary>
    public Uri Ingress { get; }

    /// <summary>Where deployments are registered.</summary>
    public Uri Admin { get; }

    /// <summary>Talks to the ingress.</summary>
    public HttpClient Http { get; }

    /// <summary>Talks to the admin API.</summary>
    public HttpClient AdminHttp { get; }

    /// <summary>Everything that the server wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The process that runs now.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Processor time that it took since it was started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server and waits until it serves.</summary>
    /// <param name="settings">Its environment, such as <c>RESTATE_DEFAULT_NUM_PARTITIONS</c>.</param>
    public static async Task<RestateServer> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var server = Prepare(FreeAddress(), settings ?? new Dictionary<string, string>());
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that is not started: its peers have to be told its address before.</summary>
    /// <param name="node">Where it talks to its peers.</param>
    /// <param name="settings">Its environment.</param>
    public static RestateServer Prepare(Uri node, IReadOnlyDictionary<string, string> settings) => new(node, settings);

    /// <summary>An address of this machine that nobody listens on.</summary>
    public static Uri FreeAddress() => new($"http://127.0.0.1:{LoopbackPorts.Next()}");

    /// <summary>Starts it, also after it was stopped: on the same data and ports.</summary>
    public async Task StartAgainAsync()
    {
        _process = Process.Start(StartInfo())!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // A query needs all partitions to be there; without them calls would wait.
        await WaitUntilAsync(async () => await AnswersAsync(() => Http.GetAsync("restate/health"))
            && await AnswersAsync(() => SendQueryAsync("SELECT id FROM sys_invocation LIMIT 1")));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a supervisor does, and waits until it did.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(_deadline);
    }

    /// <summary>Registers an endpoint, and fails with what the server says when it refuses.</summary>
    public async Task RegisterAsync(Uri endpoint, bool useHttp11 = false)
    {
        using var response = await AdminHttp.PostAsJsonAsync(
            "deployments", new { uri = endpoint.ToString(), use_http_11 = useHttp11, force = true });
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}\n{Output}");
    }

    /// <summary>The rows of an SQL query of its tables.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql)
    {
        using var response = await SendQueryAsync(sql);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("rows").EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        AdminHttp.Dispose();
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(RestateBinaries.Server)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data,
        };
        var foreign = start.Environment.Keys
            .Where(name => name.StartsWith("RESTATE_", StringComparison.Ordinal))
            .ToList();
        foreach (var name in foreign)
            start.Environment.Remove(name);
        var environment = new Dictionary<string, string>
        {
            ["RESTATE_BASE_DIR"] = _data,
            ["RESTATE_LISTEN_MODE"] = "tcp",
            ["RESTATE_BIND_ADDRESS"] = _node.Authority,
            ["RESTATE_ADVERTISED_ADDRESS"] = _node.ToString(),
            ["RESTATE_INGRESS__BIND_ADDRESS"] = Ingress.Authority,
            ["RESTATE_ADMIN__BIND_ADDRESS"] = Admin.Authority,
            ["RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE"] = "256MiB",
            ["RESTATE_LOG_FILTER"] = "warn",
            ["RESTATE_LOG_DISABLE_ANSI_CODES"] = "true",
            ["RESTATE_DISABLE_TELEMETRY"] = "true",
            ["DO_NOT_TRACK"] = "true",
        };
        foreach (var (name, value) in environment.Concat(_settings))
            start.Environment[name] = value;
        return start;
    }

    private async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.StartNew(); !await condition(); await Task.Delay(50))
        {
            if (_process!.HasExited || started.Elapsed > _deadline)
                throw new InvalidOperationException($"The Restate Server did not start. It wrote:\n{Output}");
        }
    }

    private async Task<HttpResponseMessage> SendQueryAsync(string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "query")
        {
            Content = JsonContent.Create(new { query = sql }),
            Headers = { { "accept", "application/json" } },
        };
        return await AdminHttp.SendAsync(request);
    }

    private static async Task<bool> AnswersAsync(Func<Task<HttpResponseMessage>> request)
    {
        try
        {
            using var response = await request();
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Take(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
