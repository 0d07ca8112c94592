using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Restate.Tests.S3;
using Holdfast.Testing.Restate;

namespace Holdfast.Restate.Tests.Cluster;

/// <summary>Where all processes of one system keep what they share.</summary>
internal sealed record SharedPlaces(string Ledger, Uri Storage, string Bucket);

/// <summary>
/// One process that serves workflows, or a replica that serves their steps. It can be killed and come back.
/// </summary>
internal sealed class LedgerProcess(string role, SharedPlaces places) : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private Process? _process;

    public Uri Address { get; } = RestateServer.FreeAddress();

    /// <summary>Everything that it wrote so far, over all its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it, also after it was killed: on the same port.</summary>
    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        _process.Exited += (_, _) => ready.TrySetException(
            new InvalidOperationException($"The process for {role} ended before it was ready. It wrote:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(_deadline);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync().WaitAsync(_deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Holdfast.Ledger"),
            [
                role, $"{Address.Port}", places.Ledger, places.Storage.ToString(), places.Bucket,
                ObjectStorage.AccessKey, ObjectStorage.SecretKey,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return start;
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        lock (_output)
            _output.AppendLine(line);
        if (line == "ready")
            ready.TrySetResult();
    }
}
