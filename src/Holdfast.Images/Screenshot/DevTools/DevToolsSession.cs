using System.Collections.Concurrent;

namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>A conversation with the browser, or with one page, frame or worker in it.</summary>
internal sealed class DevToolsSession(DevToolsConnection connection, string? id)
{
    private readonly ConcurrentDictionary<string, Action<DevToolsMessage>> _handlers = new();
    private volatile string? _endReason;

    /// <summary>Called with the session of each frame or worker that the page begins, before it goes on.</summary>
    public event Action<DevToolsSession>? Attached;

    /// <summary>Called when nothing more comes from here.</summary>
    public event Action? Ended;

    /// <summary>Of the protocol; null: the browser's.</summary>
    public string? Id => id;

    /// <summary>Why nothing more comes from here; null: it may.</summary>
    public string? EndReason => _endReason;

    /// <summary>Tells the browser to do something.</summary>
    /// <exception cref="DevToolsException">It did not, or ended.</exception>
    public Task<TAnswer> SendAsync<TAnswer>(Command<TAnswer> command) => connection.SendAsync(this, command);

    /// <summary>Tells the browser to do something; whether it does is of no interest.</summary>
    public void Post<TAnswer>(Command<TAnswer> command) => _ = SendAsync(command);

    /// <summary>
    /// Has events of a kind handled, as they come: the handler holds up what comes next, so it must not wait.
    /// </summary>
    public void On<TEvent>(Action<TEvent> handle)
        where TEvent : IEvent =>
        _handlers[TEvent.Method] = message => handle(message.Read<TEvent>());

    internal void Raise(DevToolsMessage message)
    {
        if (message.Method is not null && _handlers.TryGetValue(message.Method, out var handle))
            handle(message);
    }

    internal void OnAttached(DevToolsSession child) => Attached?.Invoke(child);

    internal void End(string reason)
    {
        if (_endReason is not null)
            return;
        _endReason = reason;
        connection.Abandon(this, reason);
        Ended?.Invoke();
    }
}
