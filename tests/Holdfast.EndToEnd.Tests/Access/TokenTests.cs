using System.Security.Cryptography;
using Holdfast.Host;
using Holdfast.Host.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>Tokens of an OpenID Connect provider, beside keys.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "one" };
    private WebApplication _provider = null!;

    private string Authority => _provider.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _provider = builder.Build();
        _provider.MapGet("/.well-known/openid-configuration", () => Results.Text(
            $$"""{"issuer":"{{Authority}}","jwks_uri":"{{Authority}}/keys"}""", "application/json"));
        _provider.MapGet("/keys", () => Results.Text(
            $$"""
            {"keys":[{"kty":"RSA","use":"sig","kid":"one",
              "n":"{{Part(_key.Rsa.ExportParameters(false).Modulus)}}",
              "e":"{{Part(_key.Rsa.ExportParameters(false).Exponent)}}"}]}
            """,
            "application/json"));
        await _provider.StartAsync();
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_token_lets_in_with_the_roles_that_it_has()
    {
        await using var server = await StartAsync();
        var reader = Token(_key, "holdfast", "read");

        using var read = await server.SendAsync("GET", "/invocations", reader);
        using var operated = await server.SendAsync("PATCH", "/invocations/inv_1/kill", reader);
        using var byKey = await server.SendAsync("GET", "/invocations", await server.CreateKeyAsync("k", Role.Read));

        Assert.Equal(200, (int)read.StatusCode);
        Assert.Equal(403, (int)operated.StatusCode);
        Assert.Equal(200, (int)byKey.StatusCode);
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("stranger")]
    [InlineData("unsigned")]
    public async Task A_token_that_is_not_for_us_lets_nobody_in(string problem)
    {
        await using var server = await StartAsync();
        var token = problem switch
        {
            "audience" => Token(_key, "somebody-else", "operate"),
            "issuer" => Token(_key, "holdfast", "operate", issuer: "https://elsewhere.example"),
            "expired" => Token(_key, "holdfast", "operate", minutes: -30),
            "stranger" => Token(new(RSA.Create(2048)) { KeyId = "one" }, "holdfast", "operate"),
            _ => Token(null, "holdfast", "operate"),
        };

        using var answer = await server.SendAsync("GET", "/invocations", token);

        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Who_signs_tokens_is_not_asked_over_a_wire_that_others_can_write_to()
    {
        var refusal = await Assert.ThrowsAsync<ProgramException>(() => GuardedServer.StartAsync(
            ("JwtAuthority", "http://login.example"), ("JwtAudience", "holdfast")));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("begins with https", refusal.Message, StringComparison.Ordinal);
    }

    private Task<GuardedServer> StartAsync() => GuardedServer.StartAsync(
        ("JwtAuthority", Authority), ("JwtAudience", "holdfast"));

    private string Token(RsaSecurityKey? key, string audience, string role, int minutes = 30, string? issuer = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Authority,
            Audience = audience,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes),
            Claims = new Dictionary<string, object> { ["sub"] = "ada", ["roles"] = new[] { role } },
            SigningCredentials = key is null ? null : new(key, SecurityAlgorithms.RsaSha256),
        });

    private static string Part(byte[]? number) => Base64UrlEncoder.Encode(number);
}
