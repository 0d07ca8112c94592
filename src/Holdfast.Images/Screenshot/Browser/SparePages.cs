using Holdfast.Images.Screenshot.Page;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>
/// Blank pages of one browser, made ahead of need: half of the time of a screenshot is what comes before its address.
/// There are few, each is used once, and those that nobody wants for a while are closed.
/// </summary>
/// <param name="open">Makes one; bounded in time.</param>
/// <param name="close">Closes one; bounded in time, and does not fail.</param>
/// <param name="time">Tells how long they have been waiting.</param>
internal sealed class SparePages(
    Func<PageKind, Task<BlankPage>> open, Func<BlankPage, Task> close, TimeProvider time) : IAsyncDisposable
{
    private const int Most = 2;
    private static readonly TimeSpan _idle = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<(PageKind Kind, Task<BlankPage> Page)> _spares = new();
    private readonly HashSet<Task> _closing = [];
    private ITimer? _whenIdle;
    private bool _isClosed;

    /// <summary>Pages that wait to be used.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _spares.Count(spare => spare.Page.IsCompletedSuccessfully);
        }
    }

    /// <summary>A page that was waiting, or a new one; others are made for those who come next.</summary>
    public async Task<BlankPage> TakeAsync(PageKind kind, CancellationToken cancellationToken)
    {
        var page = Dequeue(kind) ?? open(kind);
        try
        {
            var blank = await page.WaitAsync(cancellationToken);
            Refill(kind);
            return blank;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Enqueue(kind, page);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_lock)
        {
            _isClosed = true;
            _whenIdle?.Dispose();
            CloseAll();
            closing = [.. _closing];
        }

        await Task.WhenAll(closing);
    }

    private Task<BlankPage>? Dequeue(PageKind kind)
    {
        lock (_lock)
        {
            _whenIdle ??= time.CreateTimer(_ => OnIdle(), null, _idle, Timeout.InfiniteTimeSpan);
            _whenIdle.Change(_idle, Timeout.InfiniteTimeSpan);
            // Who asks now is the best guess at who asks next.
            if (_spares.TryPeek(out var first) && first.Kind != kind)
                CloseAll();
            return _spares.TryDequeue(out var spare) ? spare.Page : null;
        }
    }

    private void Refill(PageKind kind)
    {
        lock (_lock)
        {
            if (!_isClosed && _spares.Count < Most)
                _spares.Enqueue((kind, open(kind)));
        }
    }

    private void Enqueue(PageKind kind, Task<BlankPage> page)
    {
        lock (_lock)
        {
            if (_isClosed || _spares.Count >= Most)
                Close(page);
            else
                _spares.Enqueue((kind, page));
        }
    }

    private void OnIdle()
    {
        lock (_lock)
            CloseAll();
    }

    private void CloseAll()
    {
        while (_spares.TryDequeue(out var spare))
            Close(spare.Page);
    }

    private void Close(Task<BlankPage> page)
    {
        var closing = CloseAsync(page);
        if (closing.IsCompleted)
            return;
        _closing.Add(closing);
        _ = closing.ContinueWith(Forget, TaskScheduler.Default);
    }

    private void Forget(Task closed)
    {
        lock (_lock)
            _closing.Remove(closed);
    }

    private async Task CloseAsync(Task<BlankPage> page)
    {
        await page.ContinueWith(static made => made.Exception, TaskScheduler.Default);
        if (page.IsCompletedSuccessfully)
            await close(await page);
    }
}
