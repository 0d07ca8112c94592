using System.Diagnostics;
using System.Globalization;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench.Peers;

/// <summary>
/// How often processes tell the disk to make something safe, as strace counts it: fsync and its kin. Flushes that are
/// asked for by io_uring are not seen: its calls carry anything. It slows them down, so that nothing
/// else may be measured at the same time.
/// </summary>
internal sealed class Flushes : IDisposable
{
    private readonly Process _strace;
    private readonly string _path;

    private Flushes(Process strace, string path) => (_strace, _path) = (strace, path);

    /// <summary>Calls for each answer to a load, by name.</summary>
    public static async Task<string> EachAsync(
        IReadOnlyList<int> processes, DirectoryInfo directory, Func<Task<LoadResult>> loadAsync)
    {
        using var flushes = await StartAsync(processes, directory);
        if (flushes is null)
            return "no strace";
        var result = await loadAsync();
        var calls = await flushes.EndAsync();
        return calls.Count == 0
            ? "none"
            : string.Join(", ", calls.Select(call => $"{call.Key} {Section.Figure((double)call.Value / result.All)}"));
    }

    /// <summary>Begins to count. Without strace there is nothing to count with: null.</summary>
    private static async Task<Flushes?> StartAsync(IReadOnlyList<int> processes, DirectoryInfo directory)
    {
        var path = Path.Combine(directory.FullName, $"strace-{Guid.NewGuid():N}");
        string[] arguments =
        [
            "-f", "-c", "-o", path, "-e", "trace=fsync,fdatasync,sync_file_range,syncfs",
            .. processes.SelectMany(id => new[] { "-p", $"{id}" }),
        ];
        try
        {
            var strace = Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!;
            // It says so once for each process; the last one is enough to wait for.
            for (var attached = 0; attached < processes.Count; attached++)
            {
                if (await strace.StandardError.ReadLineAsync() is null)
                    return null;
            }

            return new(strace, path);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Ends to count: calls by name.</summary>
    private async Task<IReadOnlyDictionary<string, long>> EndAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_strace.Id}"]);
        await _strace.StandardError.ReadToEndAsync();
        await _strace.WaitForExitAsync();
        // "% time, seconds, usecs/call, calls, errors, syscall", the errors empty if there were none.
        return File.ReadLines(_path)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length >= 5 && char.IsAsciiDigit(columns[0][0]) && columns[^1] != "total")
            .ToDictionary(columns => columns[^1], columns => long.Parse(columns[3], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (!_strace.HasExited)
            _strace.Kill();
        _strace.Dispose();
    }
}
