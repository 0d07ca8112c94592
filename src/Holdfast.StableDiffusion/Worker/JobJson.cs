using System.Text.Json;

namespace Holdfast.StableDiffusion.Worker;

/// <summary>Jobs and outcomes as bytes, by their contract.</summary>
internal static class JobJson
{
    public static T Read<T>(ReadOnlyMemory<byte> bytes) => JsonSerializer.Deserialize<T>(bytes.Span, ImageJob.Json)!;

    public static ReadOnlyMemory<byte> Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, ImageJob.Json);
}
