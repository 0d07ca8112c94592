namespace Holdfast.Workflows.Execution;

/// <summary>
/// The body of a request to execute, unread: what is wrong with it we say ourselves. JSON by its content type, because
/// that is what clients send.
/// </summary>
internal readonly record struct ExecuteRequest(ReadOnlyMemory<byte> Body)
{
    public static readonly Serde<ExecuteRequest> Serde = new AsItIs();

    private sealed class AsItIs : Serde<ExecuteRequest>
    {
        public override string ContentType => "application/json";

        public override ReadOnlyMemory<byte> Serialize(ExecuteRequest value) => value.Body;

        public override ExecuteRequest Deserialize(ReadOnlyMemory<byte> bytes) => new(bytes);
    }
}
