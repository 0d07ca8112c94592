using CsCheck;
using Holdfast.Embedded.Http;

namespace Holdfast.Tests.Ingress;

public sealed class Paths
{
    [Theory]
    [InlineData("/a/b", "/a/b", "")]
    [InlineData("/a/b/", "/a/b", "")]
    [InlineData("/a/b//?x=1", "/a/b", "?x=1")]
    [InlineData("//a/b?x=/y/", "/a/b", "?x=/y/")]
    [InlineData("/a//b", "/a//b", "")]
    [InlineData("/a/%2F/b", "/a/%2F/b", "")]
    [InlineData("/", "/", "")]
    [InlineData("http://host:80/a/b?x=1", "/a/b", "?x=1")]
    [InlineData("http://host", "/", "")]
    [InlineData("*", "/*", "")]
    public void Outer_slashes_do_not_count(string target, string path, string query)
    {
        var parsed = IngressPath.Parse(target);
        Assert.Equal(path, parsed.Path);
        Assert.Equal(query, parsed.Query);
    }

    [Fact]
    public void The_prefix_of_the_program_does_not_count() =>
        Assert.Equal("/a/b", IngressPath.Parse("/base%20path/a/b?x", "/base%20path").Path);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a+b", "a+b")]
    [InlineData("a%20b", "a b")]
    [InlineData("%C3%A9%f0%9F%99%82", "é🙂")]
    [InlineData("50%", "50%")]
    [InlineData("50%2", "50%2")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%%41", "%A")]
    [InlineData("é%41", "éA")]
    [InlineData("%00", "\0")]
    public void Keys_are_decoded_once(string segment, string key) => Assert.Equal(key, PathSegments.Decode(segment));

    [Theory]
    [InlineData("%FF")]
    [InlineData("%C3")]
    [InlineData("%ED%A0%80")]
    public void Keys_that_are_not_text_are_refused(string segment)
    {
        var refusal = Assert.Throws<IngressException>(() => PathSegments.Decode(segment));
        Assert.Equal(400, refusal.Status);
        Assert.StartsWith("bad path, cannot decode key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_key_survives_encoding_and_decoding() => Gen.String.Sample(key =>
    {
        // Half a surrogate pair is no text, and nobody can send it.
        if (key.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar))
            Assert.Equal(key, PathSegments.Decode(Uri.EscapeDataString(key)));
    });
}
