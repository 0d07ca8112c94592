using Holdfast.Images.Screenshot;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class ScreenshotFailureTests(Browsers browsers) : IClassFixture<Browsers>
{
    [Fact]
    public async Task A_server_that_never_answers_is_given_up_and_the_browser_lives()
    {
        var request = browsers.Page("/never") with { TimeoutMs = 500 };

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => browsers.TakeAsync(request));
        Assert.Contains("the server has not answered", failure.Message, StringComparison.Ordinal);

        // Nothing to capture either: there is no document.
        var capturing = request with { OnTimeout = OnProblem.Capture };
        await Assert.ThrowsAsync<TimeoutException>(() => browsers.TakeAsync(capturing));
        await browsers.TakeAsync(browsers.Page("/red"));
    }

    [Fact]
    public async Task A_page_that_never_finishes_can_be_captured_as_it_is()
    {
        var request = browsers.Page("/half") with { TimeoutMs = 1_500 };

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => browsers.TakeAsync(request));
        Assert.Contains("not everything that it loads", failure.Message, StringComparison.Ordinal);

        var capture = await browsers.TakeAsync(request with { OnTimeout = OnProblem.Capture });
        using var image = Pictures.Open(capture.Content);
        Assert.Equal([0, 255, 0], Pictures.At(image, 700, 400)[..3]);
        Assert.Contains("as it was after 1500 ms", capture.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_element_that_never_comes_is_named()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(
            () => browsers.TakeAsync(browsers.Page("/red") with { WaitForSelector = "#nowhere", TimeoutMs = 1_500 }));

        Assert.Contains("'#nowhere'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/status/404", "HTTP 404")]
    [InlineData("/status/410", "HTTP 410")]
    [InlineData("/bare/404", "HTTP 404")]
    [InlineData("/download", "download")]
    [InlineData("/to-file", "not http or https")]
    [InlineData("/round", "redirects without end")]
    public async Task What_will_stay_wrong_is_final(string path, string reason)
    {
        var failure = await Assert.ThrowsAsync<TerminalException>(() => browsers.TakeAsync(browsers.Page(path)));

        Assert.Equal(ErrorCode.BadRequest, failure.Code);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selector_that_is_not_CSS_is_final()
    {
        var failure = await Assert.ThrowsAsync<TerminalException>(
            () => browsers.TakeAsync(browsers.Page("/red") with { Selector = "p[" }));

        Assert.Contains("not valid CSS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_final()
    {
        var failure = await Assert.ThrowsAsync<TerminalException>(
            () => browsers.TakeAsync(new("http://no-such-host.invalid/")));

        Assert.Contains("host name is not known", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/status/500", "HTTP 500")]
    [InlineData("/status/503", "HTTP 503")]
    [InlineData("/status/429", "HTTP 429")]
    [InlineData("/bare/503", "HTTP 503")]
    [InlineData("/reset", "net::ERR_")]
    public async Task What_may_pass_is_worth_another_try(string path, string reason)
    {
        var failure = await Assert.ThrowsAsync<PageException>(() => browsers.TakeAsync(browsers.Page(path)));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/status/404")]
    [InlineData("/bare/404")]
    public async Task An_error_page_can_be_captured_if_that_is_wanted(string path)
    {
        var capture = await browsers.TakeAsync(browsers.Page(path) with { OnHttpError = OnProblem.Capture });

        Assert.NotEmpty(capture.Content);
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("FILE:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hi")]
    [InlineData("view-source:http://example.com/")]
    [InlineData("chrome://version")]
    [InlineData("http://user:secret@example.com/")]
    public void Only_web_addresses_without_passwords_are_parameters(string url)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new ScreenshotParameters(url));

        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }
}
