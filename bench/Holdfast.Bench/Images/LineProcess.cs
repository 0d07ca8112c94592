using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Bench.Images;

/// <summary>
/// A process that stays up, does one job for each line that it is sent, and answers with the milliseconds that the job
/// took: nobody's start is measured.
/// </summary>
internal sealed class LineProcess : IAsyncDisposable
{
    private readonly Process _process;

    private LineProcess(Process process) => _process = process;

    /// <summary>The most memory that it has had so far, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status")
                .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts it, and waits until it says that it is ready.</summary>
    public static async Task<LineProcess> StartAsync(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var started = new LineProcess(process);
        await started.ReadAsync();
        return started;
    }

    /// <summary>Does one job; returns its milliseconds.</summary>
    public async Task<double> DoAsync(string job)
    {
        await _process.StandardInput.WriteLineAsync(job);
        await _process.StandardInput.FlushAsync();
        return double.Parse(await ReadAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>The other side: serves this process's own input.</summary>
    public static async Task ServeAsync(Func<string[], Task> job)
    {
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var start = Stopwatch.GetTimestamp();
            await job(line.Split(' '));
            Console.WriteLine(
                Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended: see what it said above.");
}
