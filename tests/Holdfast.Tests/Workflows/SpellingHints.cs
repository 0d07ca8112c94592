using Holdfast.Workflows.Validation;

namespace Holdfast.Tests.Workflows;

public sealed class SpellingHints
{
    private static readonly string[] _known = ["rotate-img-service", "blur-img-service", "puppeteer-service"];

    [Theory]
    [InlineData("rotate-image-service", "rotate-img-service")]
    [InlineData("ROTATE-IMG-SERVICE", "rotate-img-service")]
    [InlineData("bulr-img-service", "blur-img-service")]
    [InlineData("pupeteer-service", "puppeteer-service")]
    public void The_nearest_word_is_meant(string written, string meant) =>
        Assert.Equal(meant, Spelling.Nearest(written, _known));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("stable-diffusion-generator")]
    public void Nothing_is_meant_by_what_resembles_nothing(string written) =>
        Assert.Null(Spelling.Nearest(written, _known));

    [Fact]
    public void A_very_long_word_is_not_compared() => Assert.Null(Spelling.Nearest(new string('x', 100_000), _known));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("ab", "ba", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_typing_mistakes(string from, string to, int distance) =>
        Assert.Equal(distance, Spelling.Distance(from, to));
}
