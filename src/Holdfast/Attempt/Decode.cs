using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>From recorded results to what handlers see. A failure throws.</summary>
internal static class Decode
{
    public static T Value<T>(Serdes serdes, EntryResult result) => result switch
    {
        EntryResult.Value value => serdes.For<T>().Deserialize(value.Bytes),
        EntryResult.Void => serdes.For<T>().Deserialize(ReadOnlyMemory<byte>.Empty),
        _ => throw Unexpected(result),
    };

    /// <summary>A state entry: default when it is not set.</summary>
    public static T? Optional<T>(Serdes serdes, EntryResult result) => result switch
    {
        EntryResult.Value value => serdes.For<T>().Deserialize(value.Bytes),
        EntryResult.Void => default,
        _ => throw Unexpected(result),
    };

    public static InvocationOutput<T> Output<T>(Serdes serdes, EntryResult result) => result switch
    {
        EntryResult.Value value => new(true, serdes.For<T>().Deserialize(value.Bytes)),
        EntryResult.Void => new(false, default),
        _ => throw Unexpected(result),
    };

    public static Unit Nothing(Serdes serdes, EntryResult result) =>
        result.IsFailure ? throw Unexpected(result) : Unit.Value;

    public static string InvocationId(Serdes serdes, EntryResult result) =>
        result is EntryResult.InvocationIdResult id ? id.Id : throw Unexpected(result);

    public static IReadOnlyList<string> StateKeys(Serdes serdes, EntryResult result) =>
        result is EntryResult.StateKeys keys ? keys.Keys : throw Unexpected(result);

    private static Exception Unexpected(EntryResult result) => result is EntryResult.Failure failure
        ? TerminalException.From(failure)
        : new AttemptException(new(
            ErrorCode.ProtocolViolation,
            $"The engine completed a command with a {result.GetType().Name}, which it cannot have."));
}
