using System.Diagnostics;

namespace Holdfast.Chaos.Tests.Disk;

/// <summary>faults.c, compiled once.</summary>
public sealed class FaultLibrary : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-faults-");

    /// <summary>Where it is; null: there is no compiler here.</summary>
    public string? Path { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var library = System.IO.Path.Combine(_directory.FullName, "faults.so");
        var source = System.IO.Path.Combine(AppContext.BaseDirectory, "Disk", "faults.c");
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
            await gcc.WaitForExitAsync();
            Assert.Equal(0, gcc.ExitCode);
            Path = library;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No gcc: the tests say so.
        }
    }

    /// <summary>Skips the test where the library could not be made.</summary>
    public string Require()
    {
        Assert.SkipWhen(Path is null, "It needs gcc on Linux, to make a disk fail: install gcc and libc6-dev.");
        return Path!;
    }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
