using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Holdfast.Host.Access;

/// <summary>A key as it is kept: by its hash, from which nobody gets the key back.</summary>
/// <param name="Name">Whose it is; in the audit log.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Hash">SHA-256 of the key, in hexadecimal digits. A key is random enough to need no more.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ApiKey(string Name, Role Role, string Hash, DateTimeOffset CreatedAt)
{
    /// <summary>How keys begin, so that people and scanners recognise one.</summary>
    public const string Prefix = "hf_";

    private const int RandomBytes = 32;

    /// <summary>A new key; its text is not kept anywhere.</summary>
    public static (ApiKey Kept, string Key) Create(string name, Role role, DateTimeOffset now)
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return (new(name, role, Convert.ToHexString(HashOf(key)), now), key);
    }

    /// <summary>Whether it can be compared with: a file may have been written by hand.</summary>
    [JsonIgnore]
    public bool IsWhole => Name is not null && Enum.IsDefined(Role)
        && Hash is { Length: SHA256.HashSizeInBytes * 2 } && Hash.All(char.IsAsciiHexDigit);

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>In a time that does not depend on where they differ.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) =>
        CryptographicOperations.FixedTimeEquals(Convert.FromHexString(Hash), hash);
}
