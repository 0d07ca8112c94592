using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Services;

/// <summary>What an object interpreter executes.</summary>
internal sealed record InterpreterProgram(InterpreterCommand[] Commands);

/// <summary>One command; which of the fields count depends on its kind.</summary>
internal sealed record InterpreterCommand(
    InterpreterCommandKind Kind,
    int Key = 0,
    int Duration = 0,
    int Sleep = 0,
    int Index = 0,
    InterpreterProgram? Program = null);

/// <summary>The numbers are those of the wire.</summary>
internal enum InterpreterCommandKind
{
    SetState = 1,
    GetState = 2,
    ClearState = 3,
    IncrementStateCounter = 4,
    IncrementStateCounterIndirectly = 5,
    Sleep = 6,
    CallService = 7,
    CallSlowService = 8,
    IncrementViaDelayedCall = 9,
    SideEffect = 10,
    ThrowingSideEffect = 11,
    SlowSideEffect = 12,
    RecoverTerminalCall = 13,
    RecoverTerminalCallMaybeUnAwaited = 14,
    AwaitPromise = 15,
    ResolveAwakeable = 16,
    RejectAwakeable = 17,
    IncrementStateCounterViaAwakeable = 18,
    CallObject = 19,
}

/// <summary>An object interpreter.</summary>
/// <param name="Layer">0 to 2; interpreters of one layer call those of the next.</param>
internal sealed record InterpreterId(int Layer, string Key)
{
    /// <summary>Its <c>interpret</c> handler.</summary>
    [JsonIgnore]
    public Target Interpret => new(ObjectInterpreter.NameOf(Layer), "interpret", Key);
}

internal sealed record EchoLaterRequest(int Sleep, string Parameter);

internal sealed record IncrementViaAwakeableDanceRequest(InterpreterId Interpreter, string TxPromiseId);
