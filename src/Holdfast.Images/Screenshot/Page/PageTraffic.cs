using Holdfast.Images.Screenshot.DevTools;
using Holdfast.Images.Screenshot.Network;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>What a page, its frames and its workers ask for, and what became of it.</summary>
internal sealed class PageTraffic(PageNetwork network, string mainFrame)
{
    private static readonly TimeSpan _still = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DevToolsSession> _open = [];
    private readonly Dictionary<string, ReceivedResponse> _documents = [];
    private int _changes;

    /// <summary>Where the page was going last, by redirects or by its own script; null: nowhere yet.</summary>
    public Uri? Heading { get; private set; }

    /// <summary>Counts what is asked for in a session from now on.</summary>
    public void Watch(DevToolsSession session)
    {
        session.On<RequestWillBeSent>(sent => OnRequest(session, sent));
        session.On<ResponseReceived>(OnResponse);
        session.On<LoadingFinished>(done => Close(done.RequestId));
        session.On<LoadingFailed>(done => Close(done.RequestId));
        session.Ended += () => CloseAll(session);
    }

    /// <summary>What the server answered to a navigation; null: it did not.</summary>
    public ReceivedResponse? AnswerTo(string loader)
    {
        lock (_lock)
            return _documents.GetValueOrDefault(loader);
    }

    /// <summary>Waits until nothing has been on its way for a while.</summary>
    public async Task QuietAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var (changes, since) = (-1, time.GetTimestamp());
        while (true)
        {
            lock (_lock)
            {
                if (changes != _changes || _open.Count > 0)
                    (changes, since) = (_changes, time.GetTimestamp());
            }

            if (time.GetElapsedTime(since) >= _still)
                return;
            await Task.Delay(_betweenLooks, time, cancellationToken);
        }
    }

    private void OnRequest(DevToolsSession session, RequestWillBeSent sent)
    {
        if (sent.Request.Url is not { } url)
            return;
        network.CountRequest();
        lock (_lock)
        {
            _open[sent.RequestId] = session;
            _changes++;
        }

        if (IsOfMainFrame(sent.FrameId, sent.RequestId, sent.LoaderId)
            && Uri.TryCreate(url, UriKind.Absolute, out var heading))
        {
            Heading = heading;
        }
    }

    private void OnResponse(ResponseReceived received)
    {
        if (!IsOfMainFrame(received.FrameId, received.RequestId, received.LoaderId))
            return;
        lock (_lock)
            _documents[received.LoaderId] = received.Response;
    }

    // The request for a document has the id of what loads it.
    private bool IsOfMainFrame(string? frame, string request, string loader) => frame == mainFrame && request == loader;

    private void Close(string request)
    {
        lock (_lock)
        {
            _open.Remove(request);
            _changes++;
        }
    }

    private void CloseAll(DevToolsSession session)
    {
        lock (_lock)
        {
            foreach (var (request, _) in _open.Where(open => open.Value == session).ToList())
                _open.Remove(request);
        }
    }
}
