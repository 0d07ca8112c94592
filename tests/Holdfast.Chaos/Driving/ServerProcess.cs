using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Chaos.Serving;
using Holdfast.Testing.Restate;

namespace Holdfast.Chaos.Driving;

/// <summary>The server as a process, over all of its lives.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // What it wrote lately is enough to know why it failed.
    private const int KeptOutput = 100_000;

    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    private readonly EngineKind _engine;
    private readonly string _directory;
    private readonly int? _places;
    private readonly int _port = LoopbackPorts.Next();
    private readonly StringBuilder _output = new();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private Process? _process;
    private int _life;

    /// <summary>
    /// A server whose data and ledger are in the directory, and that takes so many unfinished invocations.
    /// </summary>
    public ServerProcess(
        EngineKind engine,
        string directory,
        IReadOnlyDictionary<string, string>? environment = null,
        int? places = null)
    {
        (_engine, _directory, _places) = (engine, directory, places);
        _environment = environment ?? new Dictionary<string, string>();
        Address = new($"http://127.0.0.1:{_port}");
    }

    public Uri Address { get; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Memory that it has now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether a process is there.</summary>
    public bool IsRunning => _process is { HasExited: false };

    public static string LedgerIn(string directory) => Path.Combine(directory, "ledger");

    /// <summary>Starts it, also after it was killed: on the same port and data.</summary>
    /// <returns>Completes when it is ready; fails when it ends before, unless it is killed.</returns>
    public Task Start()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _life++;
        var process = _process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The server ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return ready.Task.WaitAsync(_deadline);
    }

    /// <summary>SIGKILL.</summary>
    /// <exception cref="InvalidOperationException">It had ended by itself, which a server does not.</exception>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false } process)
            throw new InvalidOperationException($"The server ended by itself. It wrote:\n{Output}");
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(_deadline);
        process.Dispose();
        _process = null;
    }

    /// <summary>Waits until it ends by itself, which it does when its database failed.</summary>
    public Task WaitForExitAsync() => _process!.WaitForExitAsync().WaitAsync(_deadline);

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        _process?.Dispose();
    }

    private ProcessStartInfo StartInfo()
    {
        string[] arguments =
        [
            "serve", "--engine", $"{_engine}", "--port", _port.ToString(CultureInfo.InvariantCulture),
            "--data", Path.Combine(_directory, "data"), "--ledger", LedgerIn(_directory), "--life", $"{_life}",
            .. _places is { } places ? ["--places", $"{places}"] : Array.Empty<string>(),
        ];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Holdfast.Chaos"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory,
        };
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        // Its lives are over before better code would pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line == ChaosServer.ReadyLine)
            ready.TrySetResult();
        else if (!string.IsNullOrEmpty(line))
            Keep(line);
    }

    private void Keep(string line)
    {
        lock (_output)
        {
            _output.Append(CultureInfo.InvariantCulture, $"life {_life}: {line}\n");
            if (_output.Length > KeptOutput)
                _output.Remove(0, KeptOutput / 2);
        }
    }
}
