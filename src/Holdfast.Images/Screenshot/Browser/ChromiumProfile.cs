using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>
/// The temporary directory of one browser. Its name says which process it belongs to, so that what a killed process
/// left behind is found and removed by the next one.
/// </summary>
internal sealed class ChromiumProfile
{
    private const string Prefix = "holdfast-chromium-";

    private ChromiumProfile(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>A new, empty directory that only this user can read.</summary>
    public static ChromiumProfile Create() =>
        new(System.IO.Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName);

    /// <summary>Ends browsers whose owner is gone, and deletes their directories.</summary>
    public static void Sweep()
    {
        foreach (var directory in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            if (HasOwner(directory))
                continue;
            ProcessTree.KillAllMentioning(directory.FullName);
            new ChromiumProfile(directory.FullName).Delete();
        }
    }

    /// <summary>Deletes the directory; what cannot be deleted now is left to a later <see cref="Sweep"/>.</summary>
    public void Delete()
    {
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's, or a dying process still writes into it.
        }
    }

    // Process ids are used again, in containers at every start; an owner is older than what it made.
    private static bool HasOwner(DirectoryInfo directory)
    {
        var id = directory.Name[Prefix.Length..].Split('-', 2)[0];
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
            return true;
        try
        {
            using var owner = Process.GetProcessById(processId);
            return owner.StartTime.ToUniversalTime() <= directory.CreationTimeUtc;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended just now, or is not ours to look at: leave it for another time.
            return true;
        }
    }
}
