namespace Holdfast.Engine;

/// <summary>What a notification answers: a command's completion, or a signal by index or by name.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Number">Completion id or signal index; 0 for named signals.</param>
/// <param name="Name">The signal's name; null otherwise.</param>
public readonly record struct NotificationId(NotificationKind Kind, uint Number, string? Name = null)
{
    /// <summary>
    /// Signals 1 to 16 are built in; awakeables are numbered from here. Source: Restate service protocol.
    /// </summary>
    public const uint FirstAwakeableSignal = 17;

    /// <summary>The built-in signal that cancels an invocation.</summary>
    public static readonly NotificationId Cancel = Signal(1);

    /// <summary>The completion of the command that was issued with this completion id.</summary>
    public static NotificationId Completion(uint id) => new(NotificationKind.Completion, id);

    /// <summary>A signal by index: built in below <see cref="FirstAwakeableSignal"/>, else an awakeable.</summary>
    public static NotificationId Signal(uint index) => new(NotificationKind.Signal, index);

    /// <summary>A signal by its user-given name.</summary>
    public static NotificationId Signal(string name) => new(NotificationKind.NamedSignal, 0, name);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        NotificationKind.Completion => $"completion {Number}",
        NotificationKind.Signal => $"signal {Number}",
        _ => $"signal '{Name}'",
    };
}

/// <summary>The three kinds of <see cref="NotificationId"/>.</summary>
public enum NotificationKind : byte
{
    /// <summary>Completes a numbered command.</summary>
    Completion,

    /// <summary>A signal by index.</summary>
    Signal,

    /// <summary>A signal by name.</summary>
    NamedSignal,
}
