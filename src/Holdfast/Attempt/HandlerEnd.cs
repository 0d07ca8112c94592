using Holdfast.Engine;
using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>Turns how a handler ended into how its attempt ends.</summary>
internal static class HandlerEnd
{
    public static void Tell(InvocationMachine machine, Task<ReadOnlyMemory<byte>> handler)
    {
        if (handler.IsCompletedSuccessfully)
        {
            machine.End(new EntryResult.Value(handler.Result));
            return;
        }

        switch (handler.Exception?.InnerException)
        {
            case TerminalException failure:
                machine.End(failure.ToFailure());
                break;
            case AttemptException failure:
                machine.Fail(failure.Error);
                break;
            case { } error:
                machine.Fail(Unexpected(error));
                break;
            default:
                machine.Fail(Unexpected(new TaskCanceledException(handler)));
                break;
        }
    }

    private static AttemptError Unexpected(Exception error) =>
        new(ErrorCode.Internal, $"{error.GetType().Name}: {error.Message}", error.ToString());
}
