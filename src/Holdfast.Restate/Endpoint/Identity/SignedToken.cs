using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NSec.Cryptography;

namespace Holdfast.Restate.Endpoint.Identity;

/// <summary>
/// A JWT in compact form, of the one kind that Restate Server makes: EdDSA, with times and an audience.
/// </summary>
internal sealed class SignedToken
{
    // The server's tokens have some 400 characters, and the key of the object: as much as fits into a request's
    // headers.
    private const int MaxLength = 32 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly TokenClaims? _claims;

    private SignedToken(byte[] signed, byte[] signature, TokenClaims? claims)
    {
        _signed = signed;
        _signature = signature;
        _claims = claims;
    }

    /// <summary>Takes a token apart. Nothing in it may be believed before <see cref="IsSignedBy"/>.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out SignedToken? token)
    {
        token = null;
        if (text.Length > MaxLength || text.Split('.') is not [var header, var claims, var signature])
            return false;
        if (!TryDecode(header, out var headerJson) || !TryDecode(claims, out var claimsJson)
            || !TryDecode(signature, out var signatureBytes))
            return false;
        if (Parse(headerJson, TokenJson.Default.TokenHeader) is not { Alg: "EdDSA" })
            return false;
        var signed = Encoding.ASCII.GetBytes(text[..(header.Length + 1 + claims.Length)]);
        token = new(signed, signatureBytes, Parse(claimsJson, TokenJson.Default.TokenClaims));
        return true;
    }

    public bool IsSignedBy(PublicKey key) => SignatureAlgorithm.Ed25519.Verify(key, _signed, _signature);

    /// <summary>Why it does not let in this request at this time; null: it does.</summary>
    public string? WhyNotFor(string audience, DateTimeOffset now)
    {
        if (_claims is not { Aud: { } aud, Exp: { } exp, Iat: not null, Nbf: { } nbf })
            return "the token lacks one of the claims aud, exp, iat, nbf";
        if (aud != audience)
            return $"the token is for '{aud}', and this is '{audience}'";
        var seconds = now.ToUnixTimeSeconds();
        if (seconds < nbf)
            return "the token is not valid yet: compare the clocks of server and endpoint";
        return seconds >= exp ? "the token is no longer valid: compare the clocks of server and endpoint" : null;
    }

    private static T? Parse<T>(byte[] json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(string base64Url, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(base64Url))
            return false;
        bytes = Base64Url.DecodeFromChars(base64Url);
        return true;
    }
}

internal sealed record TokenHeader(string? Alg);

/// <summary>Times are seconds since 1970.</summary>
internal sealed record TokenClaims(string? Aud, long? Exp, long? Iat, long? Nbf);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenHeader))]
[JsonSerializable(typeof(TokenClaims))]
internal sealed partial class TokenJson : JsonSerializerContext;
