using System.Security.Cryptography;
using System.Text;

namespace Holdfast.StableDiffusion.Onnx.Models.Hub;

/// <summary>What a hub says of a file's content: SHA-256 of large files, and git's own of small ones.</summary>
internal readonly record struct Checksum(string Value, bool IsGit)
{
    public async Task<bool> MatchesAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        using var hash = IncrementalHash.CreateHash(IsGit ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        if (IsGit)
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        var buffer = new byte[1 << 18];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            hash.AppendData(buffer, 0, count);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == Value;
    }
}
