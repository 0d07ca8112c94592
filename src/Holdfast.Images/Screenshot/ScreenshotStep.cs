using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Holdfast.Images.Screenshot.Page;

namespace Holdfast.Images.Screenshot;

/// <summary><c>puppeteer-service</c>: opens a web page and makes an image of it.</summary>
internal sealed class ScreenshotStep(
    ChromiumSupply browsers, PageNetworks networks, IArtifactStore artifacts, TimeProvider time)
    : IStep<ScreenshotParameters>
{
    // Time-outs, crashes and servers in trouble; each attempt may take its whole time-out.
    private static readonly RunOptions _retries = new()
    {
        MaxAttempts = 3,
        InitialInterval = TimeSpan.FromMilliseconds(500),
    };

    public static StepDescription Description { get; } = new(
        "puppeteer-service",
        StepRole.Source,
        StepDeterminism.Volatile,
        "Takes a screenshot of a web page.");

    public async Task<StepResult> ExecuteAsync(IContext context, StepInput<ScreenshotParameters> input)
    {
        var request = input.Parameters;
        var remark = await context.RunAsync(
            "screenshot",
            async cancellationToken =>
            {
                var capture = await TakeAsync(browsers, networks, request, time, cancellationToken);
                await artifacts.WriteAsync(input.Output, capture.Content, cancellationToken);
                return capture.Remark;
            },
            _retries);
        return new($"Took a screenshot of {request.Url}{remark}");
    }

    /// <summary>Opens the page in a context of its own and captures it.</summary>
    /// <exception cref="TerminalException">The page cannot be captured, however often one tries (400).</exception>
    /// <exception cref="TimeoutException">It was not ready in time; trying again may help.</exception>
    /// <exception cref="PageException">
    /// The network, the server or the browser failed; trying again may help.
    /// </exception>
    internal static Task<Capture> TakeAsync(
        ChromiumSupply browsers,
        PageNetworks networks,
        ScreenshotParameters request,
        TimeProvider time,
        CancellationToken cancellationToken) =>
        browsers.UseAsync(
            browser => new PageVisit(request, networks, time).GoAsync(browser, cancellationToken), cancellationToken);
}
