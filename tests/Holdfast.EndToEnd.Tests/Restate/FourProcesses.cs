using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Testing.Restate;

namespace Holdfast.EndToEnd.Tests.Restate;

/// <summary>Restate Server and the four processes beside it, registered with Restate's command line.</summary>
internal sealed class FourProcesses : IAsyncDisposable
{
    private static readonly string[] _names = ["workflows", "browser", "transformers", "stable-diffusion"];

    private readonly Dictionary<string, int> _ports = _names.ToDictionary(name => name, _ => LoopbackPorts.Next());
    private readonly Dictionary<string, HoldfastProcess> _processes = [];
    private readonly TemporaryDirectory _data = new();

    private readonly Uri? _worker;

    private FourProcesses(RestateServer restate, Uri? worker) => (Restate, _worker) = (restate, worker);

    public RestateServer Restate { get; }

    /// <summary>Talks to Restate's ingress.</summary>
    public HttpClient Http => Restate.Http;

    public TemporaryDirectory Data => _data;

    /// <summary>What all of them wrote.</summary>
    public string Output => string.Join('\n', _processes.Select(process => $"{process.Key}:\n{process.Value.Output}"));

    /// <param name="worker">Makes images from prompts; null: nobody does.</param>
    public static async Task<FourProcesses> StartAsync(Uri? worker = null)
    {
        var four = new FourProcesses(await RestateServer.StartAsync(), worker);
        try
        {
            await Task.WhenAll(_names.Select(four.StartAsync));
            foreach (var port in four._ports.Values)
            {
                var (exitCode, output) = await CommandLine.RegisterAsync(four.Restate.Admin, port);
                Assert.True(exitCode == 0, $"{output}\n{four.Output}");
            }

            return four;
        }
        catch
        {
            await four.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one of them, on the port that it had before.</summary>
    public async Task StartAsync(string name)
    {
        string[] knowsWorker = _worker is not null && name is "workflows" or "stable-diffusion"
            ? ["--stable-diffusion-worker", _worker!.ToString()]
            : [];
        var process = await HoldfastProcess.ListenAsync(
        [
            "service",
            name,
            "--port",
            $"{_ports[name]}",
            "--data",
            _data.Path,
            "--restate-ingress",
            Restate.Ingress.ToString(),
            "--restate-admin",
            Restate.Admin.ToString(),
            .. knowsWorker,
        ]);
        lock (_processes)
            _processes[name] = process;
    }

    /// <summary>kill -9 of one of them.</summary>
    public Task KillAsync(string name) => _processes[name].KillAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
            await process.DisposeAsync();
        await Restate.DisposeAsync();
        _data.Dispose();
    }
}
