using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>There is a session for a page, frame or worker now.</summary>
internal sealed record AttachedToTarget(string SessionId, TargetInfo TargetInfo) : IEvent
{
    public static string Method => "Target.attachedToTarget";
}

internal sealed record TargetInfo(string TargetId, string Type);

internal sealed record DetachedFromTarget(string SessionId) : IEvent
{
    public static string Method => "Target.detachedFromTarget";
}

internal sealed record TargetCrashed : IEvent
{
    public static string Method => "Inspector.targetCrashed";
}

internal sealed record DialogOpening(string Type) : IEvent
{
    public static string Method => "Page.javascriptDialogOpening";
}

/// <summary>Something is asked for; each redirect is another one with the same id.</summary>
internal sealed record RequestWillBeSent(
    string RequestId, string LoaderId, string? FrameId, string? Type, SentRequest Request) : IEvent
{
    public static string Method => "Network.requestWillBeSent";
}

internal sealed record SentRequest([property: JsonConverter(typeof(SentAddress))] string? Url);

internal sealed record ResponseReceived(string RequestId, string LoaderId, string? FrameId, ReceivedResponse Response)
    : IEvent
{
    public static string Method => "Network.responseReceived";
}

internal sealed record ReceivedResponse(int Status, string? StatusText);

internal sealed record LoadingFinished(string RequestId) : IEvent
{
    public static string Method => "Network.loadingFinished";
}

internal sealed record LoadingFailed(string RequestId) : IEvent
{
    public static string Method => "Network.loadingFailed";
}

/// <summary>Addresses of what goes over the network; pages make others that are as long as their contents.</summary>
internal sealed class SentAddress : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader.HasValueSequence ? reader.ValueSequence.FirstSpan : reader.ValueSpan;
        return start.StartsWith("data:"u8) ? null : reader.GetString();
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
