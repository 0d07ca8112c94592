using Holdfast.Host.Configuration;

namespace Holdfast.Host.Commands;

/// <summary>
/// Can a data directory be written? Asks the nearest directory that is there, and leaves nothing behind.
/// </summary>
internal static class DataDirectoryCheck
{
    /// <exception cref="ProgramException">It cannot.</exception>
    public static string Run(ServerOptions options)
    {
        var existing = options.Data;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;

        try
        {
            var probe = Path.Combine(existing, $".holdfast-doctor-{Environment.ProcessId}");
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
            return $"{options.Data} can be written";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProgramException(
                ExitCode.DataUnusable,
                $"Cannot write the data directory '{options.Data}': {error.Message} Choose another with --data.",
                error);
        }
    }
}
