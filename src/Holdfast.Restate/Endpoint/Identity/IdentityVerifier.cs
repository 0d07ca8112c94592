using Microsoft.AspNetCore.Http;
using NSec.Cryptography;

namespace Holdfast.Restate.Endpoint.Identity;

/// <summary>Lets in only requests that a known server signed. Without keys, everybody.</summary>
internal sealed class IdentityVerifier
{
    private const string Scheme = "v1";

    private readonly PublicKey[] _keys;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">A key is not one.</exception>
    public IdentityVerifier(IEnumerable<string> keys, TimeProvider time)
    {
        _keys = [.. keys.Select(IdentityKey.Parse)];
        _time = time;
    }

    /// <summary>Why a request is not let in; null: it is.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="protocolPath">Its path without where the endpoint is mounted, such as <c>/discover</c>.</param>
    public string? WhyRefused(IHeaderDictionary headers, string protocolPath)
    {
        if (_keys.Length == 0)
            return null;
        var scheme = headers["x-restate-signature-scheme"].ToString();
        if (scheme != Scheme)
            return $"the signature scheme is '{scheme}', and must be '{Scheme}'";
        if (!SignedToken.TryRead(headers["x-restate-jwt-v1"].ToString(), out var token))
            return "x-restate-jwt-v1 is not a token signed with EdDSA";
        if (!_keys.Any(token.IsSignedBy))
            return "the token is not signed by a key that is configured here";
        return token.WhyNotFor(protocolPath, _time.GetUtcNow());
    }
}
