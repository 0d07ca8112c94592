using System.Text.Json;

namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>Somebody waits for the answer to a command.</summary>
internal abstract class PendingAnswer(DevToolsSession session)
{
    /// <summary>That the command was sent in.</summary>
    public DevToolsSession Session => session;

    public abstract void Take(DevToolsMessage message);

    public abstract void Fail(string reason);
}

/// <inheritdoc/>
internal sealed class PendingAnswer<TAnswer>(DevToolsSession session, string method) : PendingAnswer(session)
{
    // Who waits goes on elsewhere: what the browser says next must not be held up.
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answer => _answer.Task;

    public override void Take(DevToolsMessage message)
    {
        if (message.Error is { } refusal)
        {
            Fail($"{refusal} ({method})");
            return;
        }

        try
        {
            _answer.TrySetResult(message.Read<TAnswer>());
        }
        catch (JsonException error)
        {
            Fail($"The answer to {method} cannot be read: {error.Message}");
        }
    }

    public override void Fail(string reason)
    {
        _answer.TrySetException(new DevToolsException(reason));
        // Who waited may have given up: then this is nobody's failure.
        _ = _answer.Task.Exception;
    }
}
