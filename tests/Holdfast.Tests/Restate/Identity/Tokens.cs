using Holdfast.Restate.Endpoint.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Restate.Identity;

public sealed class Tokens
{
    private const string Path = "/invoke/Checkout/pay";
    private const string Good = """{"aud":"/invoke/Checkout/pay","iat":1000,"nbf":940,"exp":1060,"sub":"a key"}""";

    private readonly Signer _server = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1000));

    [Fact]
    public void Without_keys_everybody_is_let_in() =>
        Assert.Null(new IdentityVerifier([], _time).WhyRefused(new HeaderDictionary(), Path));

    [Fact]
    public void What_the_server_signs_is_let_in() => Assert.Null(Verify(_server.Sign(Good)));

    [Fact]
    public void Any_of_the_keys_will_do_whatever_the_token_calls_its_own()
    {
        var verifier = new IdentityVerifier([new Signer().PublicKey, _server.PublicKey], _time);

        Assert.Null(verifier.WhyRefused(_server.Sign(Good), Path));
        Assert.Null(verifier.WhyRefused(_server.Sign(Good, """{"alg":"EdDSA"}"""), Path));
    }

    [Fact]
    public void The_key_of_an_object_may_be_long()
    {
        var claims = Good.Replace("a key", new string('k', 16 * 1024), StringComparison.Ordinal);

        Assert.Null(Verify(_server.Sign(claims)));
    }

    [Fact]
    public void Tokens_of_others_are_refused_even_if_they_name_our_key()
    {
        var header = $$"""{"alg":"EdDSA","kid":"{{_server.PublicKey}}"}""";

        Assert.Contains("not signed by a key", Verify(new Signer().Sign(Good, header)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(939, false)]
    [InlineData(940, true)]
    [InlineData(1059, true)]
    [InlineData(1060, false)]
    public void A_token_is_good_between_its_times_without_leeway(long now, bool good)
    {
        var verifier = new IdentityVerifier(
            [_server.PublicKey], new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(now)));

        Assert.Equal(good, verifier.WhyRefused(_server.Sign(Good), Path) is null);
    }

    [Theory]
    [InlineData("/discover")]
    [InlineData("/invoke/Checkout/pay/")]
    [InlineData("/prefix/invoke/Checkout/pay")]
    [InlineData("/invoke/checkout/pay")]
    public void A_token_is_good_for_its_path_only(string path) => Assert.NotNull(
        new IdentityVerifier([_server.PublicKey], _time).WhyRefused(_server.Sign(Good), path));

    [Theory]
    [InlineData("""{"iat":1000,"nbf":940,"exp":1060}""")]
    [InlineData("""{"aud":"/invoke/Checkout/pay","nbf":940,"exp":1060}""")]
    [InlineData("""{"aud":"/invoke/Checkout/pay","iat":1000,"exp":1060}""")]
    [InlineData("""{"aud":"/invoke/Checkout/pay","iat":1000,"nbf":940}""")]
    [InlineData("""{"aud":null,"iat":1000,"nbf":940,"exp":1060}""")]
    [InlineData("""{"aud":["/invoke/Checkout/pay"],"iat":1000,"nbf":940,"exp":1060}""")]
    [InlineData("""{"aud":"/invoke/Checkout/pay","iat":1000,"nbf":940,"exp":"never"}""")]
    [InlineData("""{"aud":"/invoke/Checkout/pay","iat":1000,"nbf":940,"exp":1e400}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void Each_claim_is_required(string claims) => Assert.NotNull(Verify(_server.Sign(claims)));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"eddsa"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("null")]
    [InlineData("EdDSA")]
    public void Only_EdDSA_will_do(string header) => Assert.NotNull(Verify(_server.Sign(Good, header)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unsigned")]
    [InlineData("v2")]
    public void Requests_that_are_not_signed_are_refused(string? scheme)
    {
        var token = _server.Sign(Good)["x-restate-jwt-v1"].ToString();

        Assert.NotNull(Verify(Signer.Headers(token, scheme)));
    }

    [Fact]
    public void Damaged_tokens_are_refused()
    {
        var token = _server.Sign(Good)["x-restate-jwt-v1"].ToString();
        var parts = token.Split('.');

        string?[] damaged =
        [
            null, "", ".", "..", "...", "é.é.é", token + ".", token + "." + parts[0], parts[0] + "." + parts[1],
            $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^2]}", $"{parts[0]}..{parts[2]}",
            $"{parts[1]}.{parts[0]}.{parts[2]}", new string('a', 1_000_000), token + " " + token,
        ];
        Assert.All(damaged, text => Assert.NotNull(Verify(Signer.Headers(text))));
    }

    [Fact]
    public void Every_single_changed_character_is_noticed()
    {
        var token = _server.Sign(Good)["x-restate-jwt-v1"].ToString();

        // The last character of the signature has bits that mean nothing.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.NotNull(Verify(Signer.Headers(new string(changed))));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("publickeyv1_")]
    [InlineData("publickeyv2_JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG")]
    [InlineData("JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG")]
    [InlineData("publickeyv1_JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmW")]
    [InlineData("publickeyv1_JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG1")]
    [InlineData("publickeyv1_JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxF0")]
    public void A_key_that_is_none_is_refused_by_name(string key)
    {
        var error = Assert.Throws<ArgumentException>(() => new IdentityVerifier([_server.PublicKey, key], _time));
        Assert.Contains($"'{key}'", error.Message, StringComparison.Ordinal);
    }

    private string? Verify(IHeaderDictionary headers) =>
        new IdentityVerifier([_server.PublicKey], _time).WhyRefused(headers, Path);
}
