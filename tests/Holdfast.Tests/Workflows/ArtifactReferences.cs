using System.Text.Json;
using Holdfast.Workflows;

namespace Holdfast.Tests.Workflows;

public sealed class ArtifactReferences
{
    [Theory]
    [InlineData("a")]
    [InlineData("generated-images/1f0e-0.png")]
    [InlineData("uploads/A_b.c..d/e-f")]
    public void Segments_of_plain_characters_are_references(string text) =>
        Assert.Equal(text, ArtifactReference.Parse(text).Path);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/etc/passwd", "absolute path")]
    [InlineData("..", "starts with a dot")]
    [InlineData("a/../../b", "starts with a dot")]
    [InlineData("a/./b", "starts with a dot")]
    [InlineData(".hidden", "starts with a dot")]
    [InlineData("a//b", "empty segment")]
    [InlineData("a/", "empty segment")]
    [InlineData("C:\\x", "contains ':'")]
    [InlineData("a\\..\\b", "contains '\\'")]
    [InlineData("%2e%2e/a", "contains '%'")]
    [InlineData("a\0.png", "contains '\0'")]
    [InlineData("a b", "contains ' '")]
    [InlineData("é", "contains 'é'")]
    public void Everything_else_is_refused_with_the_reason(string text, string reason)
    {
        var refusal = Assert.Throws<TerminalException>(() => ArtifactReference.Parse(text));

        Assert.Equal(400, refusal.Code);
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public void Length_is_limited()
    {
        Assert.True(ArtifactReference.TryParse(new string('a', 200), out _, out _));
        Assert.False(ArtifactReference.TryParse(new string('a', 201), out _, out var segment));
        Assert.False(ArtifactReference.TryParse(string.Join('/', Enumerable.Repeat("abc", 150)), out _, out var whole));
        Assert.Equal("a segment has 201 characters; at most 200 are allowed", segment);
        Assert.Equal("it has 599 characters; at most 512 are allowed", whole);
    }

    [Fact]
    public void In_json_a_reference_is_a_text_that_is_checked()
    {
        Assert.Equal("\"a/b\"", JsonSerializer.Serialize(new ArtifactReference("a/b")));
        Assert.Equal(new ArtifactReference("a/b"), JsonSerializer.Deserialize<ArtifactReference>("\"a/b\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ArtifactReference>("\"../b\""));
    }
}
