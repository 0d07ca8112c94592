using System.Diagnostics;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>
/// Runs an explicit test in a process of its own: native code can end a process, and memory belongs to all of it.
/// </summary>
internal static class OwnProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>Most memory that this process ever had, in bytes.</summary>
    public static long PeakBytes
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64;
        }
    }

    /// <summary>Runs the test; fails with what it said unless it passed.</summary>
    public static async Task RunAsync(string method, TimeSpan? patience = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var program = Path.ChangeExtension(typeof(OwnProcess).Assembly.Location, null);
        using var process = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList = { "--explicit", "only", "--filter-method", "*." + method, "--no-ansi", "--progress", "off" },
            RedirectStandardOutput = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).WaitAsync(patience ?? _patience, cancellation);
            Assert.True(process.ExitCode == 0, $"Exit code {process.ExitCode}: {await output}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
