using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace Holdfast.Fuzz.Guided;

/// <summary>The cases of one target on disk: what reached new code, what is tried now, and findings.</summary>
internal sealed class CaseFiles
{
    private const int LargestCase = 1024 * 1024;

    private readonly string _directory;

    public CaseFiles(string directory)
    {
        _directory = directory;
        Directory.CreateDirectory(Corpus);
        Directory.CreateDirectory(Findings);
    }

    /// <summary>Where findings are.</summary>
    public string Findings => Path.Combine(_directory, "findings");

    private string Corpus => Path.Combine(_directory, "corpus");

    private string Current => Path.Combine(_directory, "current");

    /// <summary>What earlier runs kept.</summary>
    public IEnumerable<byte[]> Kept() => Directory.EnumerateFiles(Corpus).Order().Select(File.ReadAllBytes);

    public void Keep(byte[] input) => File.WriteAllBytes(Path.Combine(Corpus, NameOf(input)), input);

    /// <returns>Where it was written.</returns>
    public string Report(byte[] input, string why)
    {
        var path = Path.Combine(Findings, NameOf(input));
        File.WriteAllBytes(path, input);
        File.WriteAllText(path + ".txt", why);
        return path;
    }

    /// <summary>
    /// The case that is tried, in memory that is a file: it is there after the process is not.
    /// </summary>
    public MemoryMappedViewAccessor MapCurrent()
    {
        using var file = MemoryMappedFile.CreateFromFile(Current, FileMode.Create, mapName: null, LargestCase);
        return file.CreateViewAccessor();
    }

    public static void Write(MemoryMappedViewAccessor current, byte[] input)
    {
        current.Write(0, input.Length);
        current.WriteArray(sizeof(int), input, 0, input.Length);
    }

    /// <summary>The case that the process tried when it ended.</summary>
    public byte[] Last()
    {
        using var reader = new BinaryReader(File.OpenRead(Current));
        return reader.ReadBytes(reader.ReadInt32());
    }

    private static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}
