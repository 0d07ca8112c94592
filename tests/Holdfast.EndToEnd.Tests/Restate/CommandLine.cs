using System.Diagnostics;
using Holdfast.Testing.Restate;

namespace Holdfast.EndToEnd.Tests.Restate;

/// <summary>Restate's own command line, as users call it.</summary>
internal static class CommandLine
{
    /// <summary><c>restate dp reg --yes localhost:9080</c>.</summary>
    public static async Task<(int ExitCode, string Output)> RegisterAsync(Uri admin, int port)
    {
        var start = new ProcessStartInfo(RestateBinaries.CommandLine, ["dp", "reg", "--yes", $"localhost:{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["RESTATE_ADMIN_URL"] = admin.ToString(), ["DO_NOT_TRACK"] = "true" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output + await errors);
    }
}
