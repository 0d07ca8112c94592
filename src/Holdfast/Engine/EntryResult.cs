namespace Holdfast.Engine;

/// <summary>The result carried by a command or notification. A closed family: match it with <c>switch</c>.</summary>
public abstract record EntryResult
{
    private EntryResult()
    {
    }

    /// <summary>Done, without a value; for state reads: there is none.</summary>
    public static readonly EntryResult Nothing = new Void();

    /// <summary>Is this a failure?</summary>
    public bool IsFailure => this is Failure;

    /// <summary>Done, without a value.</summary>
    public sealed record Void : EntryResult;

    /// <summary>A serialized value.</summary>
    /// <param name="Bytes">The value as the handler's serde wrote it.</param>
    public sealed record Value(ReadOnlyMemory<byte> Bytes) : EntryResult
    {
        /// <summary>Values are equal when their bytes are.</summary>
        public bool Equals(Value? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(Bytes.Span);
            return hash.ToHashCode();
        }
    }

    /// <summary>A terminal failure: recorded, and never retried.</summary>
    /// <param name="Code">HTTP-like status, 400 to 599.</param>
    /// <param name="Message">What went wrong, for people.</param>
    /// <param name="Metadata">Pairs that travel with the failure to every caller; null when there are none.</param>
    public sealed record Failure(
        int Code, string Message, IReadOnlyDictionary<string, string>? Metadata = null) : EntryResult
    {
        /// <summary>Failures are equal when code, message and metadata are.</summary>
        public bool Equals(Failure? other) =>
            other is not null && Code == other.Code && Message == other.Message
            && SameMetadata(Metadata, other.Metadata);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Code, Message);

        private static bool SameMetadata(
            IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
            (a?.Count ?? 0) == (b?.Count ?? 0)
            && (a is null || a.All(pair => b!.TryGetValue(pair.Key, out var value) && value == pair.Value));
    }

    /// <summary>The id of an invocation that was started by a call or send.</summary>
    /// <param name="Id">Text form, <c>inv_…</c>.</param>
    public sealed record InvocationIdResult(string Id) : EntryResult;

    /// <summary>The keys of an object's state, in ordinal order.</summary>
    /// <param name="Keys">Names of the entries that are set.</param>
    public sealed record StateKeys(IReadOnlyList<string> Keys) : EntryResult
    {
        /// <summary>Equal when the same keys stand in the same order.</summary>
        public bool Equals(StateKeys? other) => other is not null && Keys.SequenceEqual(other.Keys);

        /// <inheritdoc/>
        public override int GetHashCode() => Keys.Count;
    }
}
