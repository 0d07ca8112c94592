using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Holdfast.Bench.Restate;

/// <summary>A process that serves, handlers or whatever is measured, and what processor time it took.</summary>
internal sealed partial class HandlerProcess : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private HandlerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public int Id => _process.Id;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it gave to files so far.</summary>
    public long WrittenBytes => FileWrites.Of(Id);

    /// <summary>The most that it had in memory, so far.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it, and waits for the line that says where it listens.</summary>
    public static async Task<HandlerProcess> StartAsync(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(_deadline) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
                return new(process, new(match.Value));
        }

        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended before it listened.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Listening();
}
