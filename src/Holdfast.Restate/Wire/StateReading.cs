using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Reads the commands that read and write state.</summary>
internal static class StateReading
{
    public static Command Read(Frame frame) => frame.Type switch
    {
        MessageType.GetLazyStateCommand => GetLazy(frame.Parse(GetLazyStateCommandMessage.Parser)),
        MessageType.GetLazyStateKeysCommand =>
            new GetLazyStateKeysCommand(frame.Parse(GetLazyStateKeysCommandMessage.Parser).ResultCompletionId),
        MessageType.GetEagerStateCommand => GetEager(frame, frame.Parse(GetEagerStateCommandMessage.Parser)),
        MessageType.GetEagerStateKeysCommand =>
            new GetEagerStateKeysCommand(
                Results.Of(frame.Parse(GetEagerStateKeysCommandMessage.Parser).Value ?? throw frame.Lacks("keys"))),
        MessageType.SetStateCommand => Set(frame, frame.Parse(SetStateCommandMessage.Parser)),
        MessageType.ClearStateCommand =>
            new ClearStateCommand(Texts.OfStateKey(frame.Parse(ClearStateCommandMessage.Parser).Key)),
        MessageType.ClearAllStateCommand => ClearAll(frame.Parse(ClearAllStateCommandMessage.Parser)),
        _ => throw new UnreachableException(frame.Type.Text()),
    };

    private static GetLazyStateCommand GetLazy(GetLazyStateCommandMessage message) =>
        new(Texts.OfStateKey(message.Key), message.ResultCompletionId);

    private static GetEagerStateCommand GetEager(Frame frame, GetEagerStateCommandMessage message) =>
        new(Texts.OfStateKey(message.Key), message.ResultCase switch
        {
            GetEagerStateCommandMessage.ResultOneofCase.Void => EntryResult.Nothing,
            GetEagerStateCommandMessage.ResultOneofCase.Value => Results.Of(message.Value),
            _ => throw frame.Lacks("result"),
        });

    private static SetStateCommand Set(Frame frame, SetStateCommandMessage message) =>
        new(Texts.OfStateKey(message.Key), (message.Value ?? throw frame.Lacks("value")).Content.Memory);

    private static ClearAllStateCommand ClearAll(ClearAllStateCommandMessage _) => new();
}
