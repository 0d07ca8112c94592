using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Testing.Restate;

namespace Holdfast.Conformance.Tests;

/// <summary>
/// The program that is tested, as a process of its own. It can be killed and started again on the same port and data.
/// </summary>
internal sealed class ConformanceProgram : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    // Built beside the tests, in the same configuration.
    private static readonly string _executable = SourceTree.PathOf(
        "tests",
        "Holdfast.Conformance",
        Path.GetRelativePath(SourceTree.PathOf("tests", "Holdfast.Conformance.Tests"), AppContext.BaseDirectory),
        "Holdfast.Conformance");

    private readonly string _data = Directory.CreateTempSubdirectory("holdfast-conformance-").FullName;
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private ConformanceProgram(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        Port = LoopbackPorts.Next();
        _arguments = ["--port", $"{Port}", "--data", _data, .. arguments];
        _environment = environment ?? new Dictionary<string, string>();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Everything that it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<ConformanceProgram> StartAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = new ConformanceProgram(arguments, environment);
        try
        {
            await program.StartAgainAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it where it is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(
        IReadOnlyDictionary<string, string> environment)
    {
        await using var program = new ConformanceProgram([], environment);
        program.Launch();
        return (await program.WaitForExitAsync(), program.Output);
    }

    /// <summary>Starts it after it was stopped.</summary>
    public async Task StartAgainAsync()
    {
        var before = Output.Length;
        Launch();
        await Eventually.TrueAsync(
            () => Task.FromResult(
                Output.AsSpan(before).Contains("Listening", StringComparison.Ordinal) || _process!.HasExited),
            () => Output);
        Assert.False(_process!.HasExited, $"The program did not start. It wrote:\n{Output}");
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a supervisor does, and waits until it did.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        return await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private void Launch()
    {
        _process?.Dispose();
        _process = new Process { StartInfo = StartInfo() };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(_executable, _arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data,
        };
        foreach (var name in (string[])["PORT", "SERVICES", "E2E_REQUEST_SIGNING", "RESTATE_LOGGING"])
            start.Environment.Remove(name);
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return start;
    }

    private async Task<int> WaitForExitAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(_deadline);
        return _process.ExitCode;
    }

    private void Take(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
