using System.Buffers.Text;
using System.Numerics;
using System.Text;
using Microsoft.AspNetCore.Http;
using NSec.Cryptography;

namespace Holdfast.Tests.Restate.Identity;

/// <summary>Signs requests as the server does, or not quite so.</summary>
internal sealed class Signer
{
    public const string Header = """{"typ":"JWT","alg":"EdDSA","kid":"any"}""";

    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);

    /// <summary>As users configure it.</summary>
    public string PublicKey => "publickeyv1_" + Base58(_key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    public IHeaderDictionary Sign(string claims, string header = Header)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        var signature = SignatureAlgorithm.Ed25519.Sign(_key, Encoding.ASCII.GetBytes(signed));
        return Headers($"{signed}.{Encode(signature)}");
    }

    public static IHeaderDictionary Headers(string? token, string? scheme = "v1")
    {
        var headers = new HeaderDictionary();
        if (scheme is not null)
            headers["x-restate-signature-scheme"] = scheme;
        if (token is not null)
            headers["x-restate-jwt-v1"] = token;
        return headers;
    }

    /// <summary>By way of one big number, which the code under test does without.</summary>
    public static string Base58(ReadOnlySpan<byte> bytes)
    {
        const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        var text = new StringBuilder();
        for (var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true); !number.IsZero; number /= 58)
            text.Insert(0, Alphabet[(int)(number % 58)]);
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        return new string('1', zeros < 0 ? bytes.Length : zeros) + text;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
