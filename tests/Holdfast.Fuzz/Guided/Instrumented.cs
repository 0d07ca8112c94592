using SharpFuzz;

namespace Holdfast.Fuzz.Guided;

/// <summary>A copy of this program in which the code under test counts its branches.</summary>
internal static class Instrumented
{
    private static readonly string[] _libraries =
        ["Holdfast.dll", "Holdfast.Workflows.dll", "Holdfast.Restate.dll", "Google.Protobuf.dll"];

    /// <summary>Makes the copy.</summary>
    /// <returns>The program to start.</returns>
    public static string Create(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        foreach (var library in _libraries)
            Fuzzer.Instrument(Path.Combine(directory, library), _ => true, Options.Value);
        var planted = typeof(Targets.PlantedTarget).FullName;
        Fuzzer.Instrument(Path.Combine(directory, "Holdfast.Fuzz.dll"), type => type == planted, Options.Value);
        return Path.Combine(directory, "Holdfast.Fuzz");
    }
}
