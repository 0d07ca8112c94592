using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>
/// Brings a page to the state that it is captured in, phase by phase, all within one budget. Phases that many pages
/// never reach (a quiet network, fonts behind a slow server) have a small budget of their own and are not insisted on.
/// </summary>
internal sealed class PageReadiness(BlankPage blank, ScreenshotParameters request, TimeBudget budget)
{
    private static readonly TimeSpan _forFonts = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _forQuiet = TimeSpan.FromSeconds(5);

    // What the browser says of scripts whose document is gone.
    private static readonly string[] _movedOn =
        ["navigated or closed", "context was destroyed", "Cannot find context", "Promise was collected"];

    /// <summary>What the page has been waiting for, for people.</summary>
    public string WaitsFor { get; private set; } = "";

    /// <summary>Whether the server has answered, so that there is a document.</summary>
    public bool HasAnswer { get; private set; }

    /// <exception cref="TimeoutException">The budget is spent; <see cref="WaitsFor"/> says on what.</exception>
    /// <exception cref="TerminalException">The server answered with an error that will stay.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        WaitsFor = "the server has not answered";
        var response = await blank.Page.GotoAsync(
            request.Url, new() { WaitUntil = WaitUntilState.Commit, Timeout = budget.LeftMilliseconds });
        HasAnswer = true;
        if (request.OnHttpError == OnProblem.Fail)
            NavigationFailure.Require(request.Url, response);

        WaitsFor = "its document has not arrived whole";
        await BecomesAsync(PageScripts.Parsed, cancellationToken);
        if (request.WaitUntil != WaitUntil.DocumentParsed)
        {
            WaitsFor = "not everything that it loads has arrived";
            await BecomesAsync(PageScripts.Loaded, cancellationToken);
        }

        await budget.TryAsync(blank.EvaluateAsync(PageScripts.HasFonts), _forFonts, cancellationToken);
        if (request.WaitUntil == WaitUntil.NetworkIdle)
            await budget.TryAsync(
                blank.Page.WaitForLoadStateAsync(LoadState.NetworkIdle), _forQuiet, cancellationToken);

        await ElementAsync(request.WaitForSelector);
        await ElementAsync(request.Selector);
    }

    // The page is asked, because the driver's own wait for a load state misses events that come while it is set up.
    private async Task BecomesAsync(string state, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await budget.WaitAsync(blank.EvaluateAsync(state), cancellationToken);
                return;
            }
            catch (PlaywrightException error) when (_movedOn.Any(error.Message.Contains))
            {
                // To another document, which has to become ready in turn.
            }
        }
    }

    private async Task ElementAsync(string? selector)
    {
        if (selector is null)
            return;
        WaitsFor = $"no visible element matches '{selector}'";
        await blank.Page.Locator("css=" + selector).First.WaitForAsync(
            new() { State = WaitForSelectorState.Visible, Timeout = budget.LeftMilliseconds });
    }
}
