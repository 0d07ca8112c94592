using Holdfast.Images.Screenshot.DevTools;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>
/// Brings a page to the state that it is captured in, phase by phase, all within one budget. Phases that many pages
/// never reach (a quiet network, fonts behind a slow server) have a small budget of their own and are not insisted on.
/// </summary>
internal sealed class PageReadiness(
    BlankPage blank, ScreenshotParameters request, TimeBudget budget, TimeProvider time)
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
        await NavigateAsync(cancellationToken);
        HasAnswer = true;

        WaitsFor = "its document has not arrived whole";
        await BecomesAsync(PageScripts.Parsed, cancellationToken);
        if (request.WaitUntil != WaitUntil.DocumentParsed)
        {
            WaitsFor = "not everything that it loads has arrived";
            await BecomesAsync(PageScripts.Loaded, cancellationToken);
        }

        await budget.TryAsync(blank.EvaluateAsync(PageScripts.HasFonts), _forFonts, cancellationToken);
        if (request.WaitUntil == WaitUntil.NetworkIdle)
            await budget.TryAsync(blank.Traffic.QuietAsync(time, cancellationToken), _forQuiet, cancellationToken);

        await ElementAsync(request.WaitForSelector, cancellationToken);
        await ElementAsync(request.Selector, cancellationToken);
    }

    private async Task NavigateAsync(CancellationToken cancellationToken)
    {
        var navigation = blank.Session.SendAsync(new Navigate(request.Url));
        await budget.WaitAsync(navigation, cancellationToken);
        var (loader, failure) = await navigation;
        if (request.OnHttpError == OnProblem.Fail && loader is not null)
            NavigationFailure.Require(request.Url, blank.Traffic.AnswerTo(loader));
        // With nothing but a status to show, the browser shows a page of its own.
        if (failure is not null and not NavigationFailure.OnlyStatus)
            throw new DevToolsException(failure);
    }

    private Task BecomesAsync(string state, CancellationToken cancellationToken) =>
        BecomesAsync(() => blank.EvaluateAsync(state), cancellationToken);

    private async Task BecomesAsync(Func<Task> look, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await budget.WaitAsync(look(), cancellationToken);
                return;
            }
            catch (DevToolsException error) when (_movedOn.Any(error.Message.Contains))
            {
                // To another document, which has to become ready in turn.
            }
        }
    }

    private async Task ElementAsync(string? selector, CancellationToken cancellationToken)
    {
        if (selector is null)
            return;
        WaitsFor = $"no visible element matches '{selector}'";
        await BecomesAsync(
            () => blank.EvaluateApartAsync(PageScripts.ElementIsVisible, selector), cancellationToken);
    }
}
