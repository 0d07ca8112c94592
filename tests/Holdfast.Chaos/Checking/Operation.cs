namespace Holdfast.Chaos.Checking;

/// <summary>What a client asked for, and what it was told.</summary>
/// <param name="Name">Unique; the idempotency key as well, where there is one.</param>
/// <param name="Kind">What was asked for.</param>
internal sealed record Operation(string Name, OperationKind Kind)
{
    /// <summary>Of the object that an update is for.</summary>
    public string Key { get; init; } = "";

    /// <summary>What a script or workflow does.</summary>
    public IReadOnlyList<ScriptStep> Steps { get; init; } = [];

    /// <summary>Not to be executed earlier than this after it was sent; null: at once.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Before the first request was sent.</summary>
    public DateTimeOffset SentAt { get; set; }

    /// <summary>After the first answer that says it is accepted; null: nobody was told so.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>Somebody cancelled it: it may end with 409, and what it had not done yet is not done.</summary>
    public bool MayBeCancelled { get; set; }

    /// <summary>The invocation that it became, as each answer said.</summary>
    public List<string> InvocationIds { get; } = [];

    /// <summary>Its end, as each client that waited for it was told.</summary>
    public List<Answer> Answers { get; } = [];

    public bool IsAccepted => AcceptedAt is not null;

    /// <summary>Name of the part of it that a step does.</summary>
    public string PartName(int step) => $"{Name}.{step}";
}

/// <summary>The end of an invocation as a client was told it.</summary>
internal sealed record Answer(int Status, string Body);

internal enum OperationKind
{
    /// <summary>A script of steps, in one handler.</summary>
    Script,

    /// <summary>A definition for the workflow executor.</summary>
    Workflow,

    /// <summary>One update of an object, with an idempotency key.</summary>
    Update,

    /// <summary>One update without a key: who is not told that it was accepted cannot send it again.</summary>
    UnkeyedUpdate,
}

internal enum StepKind
{
    Effect = 0,

    /// <summary>An effect that fails at random before it does anything.</summary>
    Flaky = 1,
    Sleep = 2,

    /// <summary>An update of an object, whose answer is waited for.</summary>
    Call = 3,
    Send = 4,
    Later = 5,
    Awakeable = 6,
}

/// <summary>One thing that a script does.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Of the object that is updated.</param>
/// <param name="Millis">How long it sleeps, or how much later.</param>
internal sealed record ScriptStep(StepKind Kind, string Key = "", int Millis = 0)
{
    public bool IsEffect => Kind is StepKind.Effect or StepKind.Flaky;

    public bool IsUpdate => Kind is StepKind.Call or StepKind.Send or StepKind.Later;
}
