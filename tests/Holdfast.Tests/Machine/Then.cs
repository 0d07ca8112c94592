using System.Text.Json;
using Holdfast.Engine;

namespace Holdfast.Tests.Machine;

/// <summary>Short words for journals, messages and what tests expect of them.</summary>
internal static class Then
{
    public static async Task<ScriptedChannel> Sends(
        this Task<ScriptedChannel> running, params AttemptMessage[] expected)
    {
        var channel = await running;
        Assert.Equal(expected.Select(Text), channel.Sent.Select(Text));
        return channel;
    }

    /// <summary>Nothing but this last message and what was issued before.</summary>
    public static async Task<AttemptError> Fails(this Task<ScriptedChannel> running, int code)
    {
        var channel = await running;
        var error = Assert.IsType<AttemptMessage.Fail>(channel.Sent[^1]).Error;
        Assert.Equal(code, error.Code);
        Assert.Single(
            channel.Sent,
            message => message is AttemptMessage.Fail or AttemptMessage.End or AttemptMessage.Suspend);
        return error;
    }

    public static AttemptMessage Issue(Command command) => new AttemptMessage.Issue(command);

    public static AttemptMessage[] Ends<T>(T value) =>
        [Issue(new OutputCommand(Value(value))), new AttemptMessage.End()];

    public static AttemptMessage[] Ends() => [Issue(new OutputCommand(NoBytes)), new AttemptMessage.End()];

    public static AttemptMessage[] EndsBy(int code, string message) =>
        [Issue(new OutputCommand(new EntryResult.Failure(code, message))), new AttemptMessage.End()];

    /// <summary>Suspended until this, or a cancellation.</summary>
    public static AttemptMessage Suspends(AwaitTree tree) => new AttemptMessage.Suspend(
        new AwaitTree.Node(Combinator.FirstCompleted, [tree, new AwaitTree.Leaf(NotificationId.Cancel)]));

    public static AttemptMessage Suspends(uint completionId) => Suspends(Leaf(completionId));

    public static AwaitTree Leaf(uint completionId) => new AwaitTree.Leaf(NotificationId.Completion(completionId));

    public static AwaitTree Node(Combinator combinator, params AwaitTree[] children) =>
        new AwaitTree.Node(combinator, children);

    public static Notification Done(uint completionId) =>
        new(NotificationId.Completion(completionId), EntryResult.Nothing);

    public static Notification Done<T>(uint completionId, T value) =>
        new(NotificationId.Completion(completionId), Value(value));

    public static Notification Failed(uint completionId, string message, int code = 500) =>
        new(NotificationId.Completion(completionId), new EntryResult.Failure(code, message));

    public static Notification Started(uint completionId, string invocationId) =>
        new(NotificationId.Completion(completionId), new EntryResult.InvocationIdResult(invocationId));

    public static Notification Cancelled { get; } = new(NotificationId.Cancel, EntryResult.Nothing);

    public static Notification Signalled<T>(string name, T value) => new(NotificationId.Signal(name), Value(value));

    public static AttemptMessage Proposes<T>(uint completionId, T value) =>
        new AttemptMessage.ProposeRunCompletion(completionId, Value(value));

    public static EntryResult Value<T>(T value) => new EntryResult.Value(Bytes(value));

    public static EntryResult NoBytes { get; } = new EntryResult.Value(ReadOnlyMemory<byte>.Empty);

    public static ReadOnlyMemory<byte> Bytes<T>(T value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web);

    /// <summary>A message as text that is equal when the message is, bytes by content.</summary>
    public static string Text(object? message) => message switch
    {
        null => "null",
        string text => text,
        ReadOnlyMemory<byte> bytes => System.Text.Encoding.UTF8.GetString(bytes.Span),
        DateTimeOffset time => time.ToString("O"),
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Text))}]",
        _ when message.GetType().IsEnum || message.GetType().IsPrimitive => message.ToString()!,
        _ => $"{message.GetType().Name}({string.Join(", ", message.GetType().GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod is { IsStatic: false }
                && property.Name is not ("EqualityContract" or "Name" or "IsFailure") || property.Name == "Name")
            .Where(property => property.GetValue(message) is not null)
            .Select(property => $"{property.Name}: {Text(property.GetValue(message))}"))})",
    };
}
