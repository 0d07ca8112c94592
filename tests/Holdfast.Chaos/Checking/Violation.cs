namespace Holdfast.Chaos.Checking;

/// <summary>A promise that was not kept.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Name">To whom: of an operation, a part of one, or an object.</param>
/// <param name="What">What was found.</param>
internal sealed record Violation(ViolationKind Kind, string Name, string What)
{
    /// <summary>Something happened twice, in two ways, or without being asked for. All else is a loss.</summary>
    public bool IsRepetition => Kind is ViolationKind.AnswersDiffer or ViolationKind.ResultChanged
        or ViolationKind.EffectRepeated or ViolationKind.UpdateRepeated or ViolationKind.NotAskedFor;

    public override string ToString() => $"{Kind}: {Name}: {What}";
}

internal enum ViolationKind
{
    /// <summary>Accepted, and nobody knows an end of it.</summary>
    NotEnded,

    /// <summary>It ended in a way that it cannot end in.</summary>
    WrongEnd,

    /// <summary>Two ends, or two invocations, of one idempotency key.</summary>
    AnswersDiffer,

    /// <summary>A recorded result is another one than it was, or than it can be.</summary>
    ResultChanged,

    /// <summary>It ended well without having done what it says.</summary>
    EffectMissing,

    /// <summary>A side effect ran again though its result was recorded.</summary>
    EffectRepeated,
    UpdateMissing,
    UpdateRepeated,

    /// <summary>Accepted after another update of its key, and applied before it.</summary>
    UpdateOrder,
    TimerEarly,
    TimerLate,

    /// <summary>Done, and no operation asked for it.</summary>
    NotAskedFor,
}
