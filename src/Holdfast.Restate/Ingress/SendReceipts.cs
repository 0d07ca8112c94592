using System.Text.Json;

namespace Holdfast.Restate.Ingress;

/// <summary>Reads the ingress' answer to a send.</summary>
internal static class SendReceipts
{
    private const string Accepted = "Accepted";

    public static SendReceipt Read(ReadOnlySpan<byte> answer)
    {
        var sent = JsonSerializer.Deserialize(answer, IngressJson.Default.Sent)!;
        return new(sent.InvocationId, sent.Status == Accepted, sent.ExecutionTime);
    }
}
