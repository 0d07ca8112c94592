using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>
/// Notifications in journal order. They are shown to the handler one at a time, which is what makes the winner of a
/// race the same on every replay.
/// </summary>
internal sealed class NotificationInbox
{
    private readonly Queue<Notification> _queued = new();
    private readonly Dictionary<NotificationId, EntryResult> _shown = [];
    private readonly Dictionary<NotificationId, INotified> _waiting = [];
    private Dictionary<string, NamedSignal>? _signals;

    public void Enqueue(Notification notification) => _queued.Enqueue(notification);

    /// <summary>Shows the next notification to whoever stands for it; false: there is none.</summary>
    public bool TryShowNext(out NotificationId id)
    {
        if (!_queued.TryDequeue(out var notification))
        {
            id = default;
            return false;
        }

        id = notification.Id;
        if (id.Kind == NotificationKind.NamedSignal)
            SignalOf(id.Name!).Deliver(notification.Result);
        // The first answer counts; an engine may answer a run with an acknowledgement and the full notification.
        else if (_shown.TryAdd(id, notification.Result) && _waiting.Remove(id, out var waiting))
            waiting.Notified(notification.Result);
        return true;
    }

    /// <summary>The result that was shown for a completion or numbered signal.</summary>
    public bool WasShown(NotificationId id, out EntryResult? result) => _shown.TryGetValue(id, out result);

    /// <summary>
    /// From now on <paramref name="notified"/> stands for this id; it is told at once if that was shown before.
    /// </summary>
    public void Subscribe(NotificationId id, INotified notified)
    {
        if (id.Kind == NotificationKind.NamedSignal)
            SignalOf(id.Name!).Wait(notified);
        else if (_shown.TryGetValue(id, out var result))
            notified.Notified(result);
        else
            _waiting.Add(id, notified);
    }

    private NamedSignal SignalOf(string name)
    {
        _signals ??= new(StringComparer.Ordinal);
        if (!_signals.TryGetValue(name, out var signal))
            _signals.Add(name, signal = new());
        return signal;
    }

    /// <summary>Signals of one name are many: the oldest signal goes to whoever asked first.</summary>
    private sealed class NamedSignal
    {
        private readonly Queue<EntryResult> _unclaimed = new();
        private readonly Queue<INotified> _waiting = new();

        public void Deliver(EntryResult result)
        {
            if (_waiting.TryDequeue(out var waiting))
                waiting.Notified(result);
            else
                _unclaimed.Enqueue(result);
        }

        public void Wait(INotified notified)
        {
            if (_unclaimed.TryDequeue(out var result))
                notified.Notified(result);
            else
                _waiting.Enqueue(notified);
        }
    }
}
