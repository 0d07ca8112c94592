using System.Diagnostics;
using Holdfast.Bench.Restate;

namespace Holdfast.Bench;

/// <summary>
/// A process that runs <see cref="EmbeddedServer"/> on a temporary directory of the working disk. Its processor time is
/// its own: the load is made in this process.
/// </summary>
internal sealed class MeasuredEngine : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _directory = NewDirectory();
    private readonly HttpClient _http = new();
    private HandlerProcess? _process;

    public HandlerProcess Process => _process!;

    public Uri Address => Process.Address;

    public long DatabaseBytes => _directory.EnumerateFiles("holdfast.db*").Sum(file => file.Length);

    public static async Task<MeasuredEngine> StartAsync(ServerOptions? options = null)
    {
        var engine = new MeasuredEngine();
        await engine.StartAgainAsync(options);
        return engine;
    }

    /// <summary>A new directory, not under /tmp: that may be memory, and then an fsync costs nothing.</summary>
    public static DirectoryInfo NewDirectory() => Directory.CreateDirectory(
        Path.Combine(Directory.GetCurrentDirectory(), $"bench-data-{Environment.ProcessId}-{Guid.NewGuid():N}"));

    /// <summary>Kills the process, if it runs, and starts another one on the same data.</summary>
    public async Task StartAgainAsync(ServerOptions? options = null)
    {
        Kill();
        _process = await HandlerProcess.StartAsync(
            Environment.ProcessPath!,
            ["serve-embedded", _directory.FullName, .. (options ?? new ServerOptions()).ToArguments()]);
    }

    public async Task<Gauges> GaugesAsync() =>
        Gauges.Parse(await _http.GetStringAsync(new Uri(Address, EmbeddedServer.GaugesPath)));

    /// <summary>Waits until the process says so, and fails when no handler came further for minutes.</summary>
    public async Task<Gauges> UntilAsync(Func<Gauges, bool> condition)
    {
        var last = await GaugesAsync();
        var still = Stopwatch.StartNew();
        while (true)
        {
            var gauges = await GaugesAsync();
            if (condition(gauges))
                return gauges;
            if ((gauges.Begun, gauges.Ended) != (last.Begun, last.Ended))
                still.Restart();
            if (still.Elapsed > _deadline)
                throw new TimeoutException($"Nothing went on for {_deadline.TotalMinutes} minutes: {gauges}");
            last = gauges;
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public void Dispose()
    {
        Kill();
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    // As a power cut would: it can say and write nothing more.
    private void Kill()
    {
        _process?.Dispose();
        _process = null;
    }
}
