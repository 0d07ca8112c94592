using System.Buffers.Binary;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Reads what an attempt needs to know at its start.</summary>
internal static class AttemptStarts
{
    /// <exception cref="ProtocolException">The id is none, or a state key is not text.</exception>
    public static AttemptStart Of(StartMessage start, IReadOnlyList<JournalEntry> journal, ProtocolVersion version)
    {
        var rawId = start.Id.Span;
        if (rawId.Length != InvocationIdText.RawLength)
            throw new ProtocolException(
                $"The invocation id has {rawId.Length} bytes instead of {InvocationIdText.RawLength}");
        return new()
        {
            InvocationId = InvocationIdText.Format(rawId),
            // The kind of the service is not on the wire: that of an object whose key is empty becomes null as well.
            Key = Texts.NullIfEmpty(start.Key),
            RandomSeed = version >= ProtocolVersion.V6 ? start.RandomSeed : SeedOf(rawId),
            Journal = journal,
            State = StateOf(start),
            StateIsPartial = start.PartialState,
            RetryCount = (int)Math.Min(start.RetryCountSinceLastStoredEntry, int.MaxValue),
            RetryDuration = Times.Duration(start.DurationSinceLastStoredEntry),
            IdempotencyKey = Texts.NullIfEmpty(start.IdempotencyKey),
            Scope = Texts.NullIfEmpty(start.Scope),
            LimitKey = Texts.NullIfEmpty(start.LimitKey),
            SupportsScopes = version >= ProtocolVersion.V7,
            SupportsErrorBehavior = version >= ProtocolVersion.V7,
        };
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> StateOf(StartMessage start)
    {
        var state = new Dictionary<string, ReadOnlyMemory<byte>>(start.StateMap.Count, StringComparer.Ordinal);
        foreach (var entry in start.StateMap)
            state[Texts.OfStateKey(entry.Key)] = entry.Value.Memory;
        return state;
    }

    /// <summary>
    /// V5 gives no seed. Every attempt must have the same, and invocations different ones: half of the id is random.
    /// </summary>
    private static ulong SeedOf(ReadOnlySpan<byte> rawId)
    {
        ulong seed = 0;
        for (; !rawId.IsEmpty; rawId = rawId[sizeof(ulong)..])
            seed = Mix(seed ^ BinaryPrimitives.ReadUInt64BigEndian(rawId));
        return seed;
    }

    // The finalizer of splitmix64: each bit of the input changes about half of the output's.
    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
