using Holdfast.Engine;

namespace Holdfast.Restate.Wire;

/// <summary>What a message is: the first 16 bits of its header.</summary>
internal enum MessageType : ushort
{
    Start = 0x0000,
    Suspension = 0x0001,
    Error = 0x0002,
    End = 0x0003,
    CommandAck = 0x0004,
    ProposeRunCompletion = 0x0005,
    AwaitingOn = 0x0006,
    ProposeRunCompletionAck = 0x0007,

    InputCommand = 0x0400,
    OutputCommand = 0x0401,
    GetLazyStateCommand = 0x0402,
    SetStateCommand = 0x0403,
    ClearStateCommand = 0x0404,
    ClearAllStateCommand = 0x0405,
    GetLazyStateKeysCommand = 0x0406,
    GetEagerStateCommand = 0x0407,
    GetEagerStateKeysCommand = 0x0408,
    GetPromiseCommand = 0x0409,
    PeekPromiseCommand = 0x040A,
    CompletePromiseCommand = 0x040B,
    SleepCommand = 0x040C,
    CallCommand = 0x040D,
    OneWayCallCommand = 0x040E,
    SendSignalCommand = 0x0410,
    RunCommand = 0x0411,
    AttachInvocationCommand = 0x0412,
    GetInvocationOutputCommand = 0x0413,
    CompleteAwakeableCommand = 0x0414,

    GetLazyStateCompletion = 0x8002,
    GetLazyStateKeysCompletion = 0x8006,
    GetPromiseCompletion = 0x8009,
    PeekPromiseCompletion = 0x800A,
    CompletePromiseCompletion = 0x800B,
    SleepCompletion = 0x800C,
    CallCompletion = 0x800D,
    CallInvocationIdCompletion = 0x800E,
    RunCompletion = 0x8011,
    AttachInvocationCompletion = 0x8012,
    GetInvocationOutputCompletion = 0x8013,
    Signal = 0xFBFF,
}

internal static class MessageTypes
{
    private static readonly Dictionary<Type, MessageType> _ofCommands = new()
    {
        [typeof(InputCommand)] = MessageType.InputCommand,
        [typeof(OutputCommand)] = MessageType.OutputCommand,
        [typeof(GetLazyStateCommand)] = MessageType.GetLazyStateCommand,
        [typeof(SetStateCommand)] = MessageType.SetStateCommand,
        [typeof(ClearStateCommand)] = MessageType.ClearStateCommand,
        [typeof(ClearAllStateCommand)] = MessageType.ClearAllStateCommand,
        [typeof(GetLazyStateKeysCommand)] = MessageType.GetLazyStateKeysCommand,
        [typeof(GetEagerStateCommand)] = MessageType.GetEagerStateCommand,
        [typeof(GetEagerStateKeysCommand)] = MessageType.GetEagerStateKeysCommand,
        [typeof(GetPromiseCommand)] = MessageType.GetPromiseCommand,
        [typeof(PeekPromiseCommand)] = MessageType.PeekPromiseCommand,
        [typeof(CompletePromiseCommand)] = MessageType.CompletePromiseCommand,
        [typeof(SleepCommand)] = MessageType.SleepCommand,
        [typeof(CallCommand)] = MessageType.CallCommand,
        [typeof(OneWayCallCommand)] = MessageType.OneWayCallCommand,
        [typeof(SendSignalCommand)] = MessageType.SendSignalCommand,
        [typeof(RunCommand)] = MessageType.RunCommand,
        [typeof(AttachInvocationCommand)] = MessageType.AttachInvocationCommand,
        [typeof(GetInvocationOutputCommand)] = MessageType.GetInvocationOutputCommand,
        [typeof(CompleteAwakeableCommand)] = MessageType.CompleteAwakeableCommand,
    };

    /// <summary>The name, and the number as the protocol's documentation writes it.</summary>
    public static string Text(this MessageType type) => Enum.IsDefined(type) ? $"{type} (0x{type:X})" : $"0x{type:X}";

    public static bool IsCommand(this MessageType type) =>
        type is >= MessageType.InputCommand and <= MessageType.CompleteAwakeableCommand;

    public static bool IsNotification(this MessageType type) =>
        type is >= MessageType.GetLazyStateCompletion and <= MessageType.Signal;

    /// <summary>The type of the message that carries a kind of command; null when the type is no command.</summary>
    public static MessageType? OfCommand(Type command) =>
        _ofCommands.TryGetValue(command, out var type) ? type : null;
}
