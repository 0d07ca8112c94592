using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>Commands in the words that a handler's author used; they end up in error messages and status.</summary>
internal static class CommandText
{
    public static string Of(Command command) => command switch
    {
        InputCommand => "input",
        OutputCommand output => output.Result.IsFailure ? "end with a failure" : "end with a result",
        GetLazyStateCommand get => $"get state \"{get.Key}\"",
        GetEagerStateCommand get => $"get state \"{get.Key}\"",
        GetLazyStateKeysCommand or GetEagerStateKeysCommand => "get state keys",
        SetStateCommand set => $"set state \"{set.Key}\"",
        ClearStateCommand clear => $"clear state \"{clear.Key}\"",
        ClearAllStateCommand => "clear all state",
        GetPromiseCommand get => $"get promise \"{get.Key}\"",
        PeekPromiseCommand peek => $"peek promise \"{peek.Key}\"",
        CompletePromiseCommand complete => $"complete promise \"{complete.Key}\"",
        SleepCommand => Named("sleep", command),
        CallCommand call => $"call {call.Target}",
        OneWayCallCommand send => $"send to {send.Target}",
        SendSignalCommand { Signal: var signal } send when signal == NotificationId.Cancel =>
            $"cancel {send.InvocationId}",
        SendSignalCommand send => $"send {send.Signal} to {send.InvocationId}",
        RunCommand => Named("run", command),
        AttachInvocationCommand => "attach to an invocation",
        GetInvocationOutputCommand => "get the output of an invocation",
        CompleteAwakeableCommand complete => $"complete awakeable {complete.AwakeableId}",
        _ => command.GetType().Name,
    };

    private static string Named(string verb, Command command) =>
        string.IsNullOrEmpty(command.Name) ? verb : $"{verb} \"{command.Name}\"";
}
