using System.Diagnostics;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>What the kernel says of processes.</summary>
internal static class Chromium
{
    /// <summary>The process and those that it started, if they run.</summary>
    public static IReadOnlyList<int> Of(int processId) =>
        [.. Running().Where(process => process.Id == processId || process.Parent == processId).Select(Id)];

    /// <summary>Processes with a text in their command lines.</summary>
    public static IReadOnlyList<int> Mentioning(string text) =>
        [.. Running().Select(Id).Where(id => Read(id, "cmdline").Contains(text, StringComparison.Ordinal))];

    /// <summary>Makes a process hang, until it is killed.</summary>
    public static void Stop(int processId)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -STOP {processId}"]);
        kill.WaitForExit();
    }

    private static int Id((int Id, int Parent) process) => process.Id;

    // Those that wait to be reaped by a parent that does not care are not running.
    private static IEnumerable<(int Id, int Parent)> Running()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var id))
                continue;
            var stat = Read(id, "stat");
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && fields[0] is not ("Z" or "X"))
                yield return (id, int.Parse(fields[1], null));
        }
    }

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
