using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>The real program, as a process of its own. Disposing it kills it, if it is still there.</summary>
internal sealed partial class HoldfastProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HoldfastProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) =>
            _address.TrySetException(new InvalidOperationException("It ended before it listened."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Talks to the server; its base address is set.</summary>
    public HttpClient Http { get; } = new() { Timeout = _deadline };

    /// <summary>Everything the program wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the program with any arguments.</summary>
    public static HoldfastProcess Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Holdfast.Host"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // Settings of whoever runs the tests are not settings of the tests; only where the browser is, is theirs to
        // say.
        foreach (var name in start.Environment.Keys.Where(IsForeignSetting).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        // So are the pages that they take screenshots of.
        start.Environment["HOLDFAST_SCREENSHOT_ALLOW"] = "127.0.0.1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new HoldfastProcess(start);
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = Start(environment: null, arguments);
        return (await process.WaitForExitAsync(), process.Output);
    }

    /// <summary>Starts a server on a free port, and waits until it is ready.</summary>
    public static async Task<HoldfastProcess> ServeAsync(string data, params string[] arguments)
    {
        var process = await ListenAsync(["serve", "--port", "0", "--data", data, .. arguments]);
        try
        {
            await Eventually.TrueAsync(
                async () => (await process.Http.GetAsync("/health/ready")).IsSuccessStatusCode, () => process.Output);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program, and waits until it listens.</summary>
    public static async Task<HoldfastProcess> ListenAsync(params string[] arguments)
    {
        var process = Start(environment: null, arguments);
        try
        {
            process.Http.BaseAddress = await process._address.Task.WaitAsync(_deadline);
            return process;
        }
        catch (Exception error)
        {
            await process.DisposeAsync();
            throw new InvalidOperationException(
                $"The program did not start. {error.Message} It wrote:\n{process.Output}", error);
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a supervisor does.</summary>
    public void Terminate() => Assert.Equal(0, Signal(_process.Id, SigTerm));

    public async Task<int> WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"The program did not end within {_deadline.TotalSeconds} s. It wrote:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    private static bool IsForeignSetting(string name) =>
        name.StartsWith("HOLDFAST_", StringComparison.Ordinal) && name != "HOLDFAST_CHROMIUM";

    [GeneratedRegex("Listening on (?<address>http://[^,]+),")]
    private static partial Regex Listening();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
