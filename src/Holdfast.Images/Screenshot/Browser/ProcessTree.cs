using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>Processes of the operating system.</summary>
internal static class ProcessTree
{
    /// <summary>Kills a process and all that descend from it, and waits until it is gone, for some seconds.</summary>
    public static async Task KillAsync(int processId, TimeSpan patience, TimeProvider time)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(patience, time);
        }
        catch (Exception error) when (IsGone(error) || error is TimeoutException)
        {
            // Gone already, or so stuck in the kernel that nothing more can be done.
        }
    }

    /// <summary>Kills every process whose command line mentions a text that only a browser of ours has.</summary>
    public static void KillAllMentioning(string text)
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (Mentions(process.Id, text))
                    Kill(process);
            }
        }
    }

    /// <summary>Memory that processes do not share, in bytes; those that are gone have none.</summary>
    public static long PrivateBytes(IEnumerable<int> processIds) => processIds.Sum(PrivateBytes);

    private static long PrivateBytes(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // In pages: size, resident, shared. Chromium's processes share most of what is resident.
                var fields = File.ReadAllText($"/proc/{processId}/statm").Split(' ');
                return (Number(fields[1]) - Number(fields[2])) * Environment.SystemPageSize;
            }

            using var process = Process.GetProcessById(processId);
            return process.PrivateMemorySize64;
        }
        catch (Exception error) when (IsGone(error))
        {
            return 0;
        }
    }

    private static bool Mentions(int processId, string text)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Contains(text, StringComparison.Ordinal);
        }
        catch (Exception error) when (IsGone(error))
        {
            return false;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception error) when (IsGone(error))
        {
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsGone(Exception error) =>
        error is ArgumentException or InvalidOperationException or Win32Exception
            or IOException or UnauthorizedAccessException;
}
