namespace Holdfast.Fuzz.Targets;

/// <summary>Something that strangers can send bytes to.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What is fuzzed unless said otherwise.</summary>
    public static readonly string[] Names = ["definition", "protocol"];

    /// <summary>Valid cases to begin with.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Words that a mutation of bytes would take long to find.</summary>
    public abstract IReadOnlyList<byte[]> Words { get; }

    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static FuzzTarget Of(string name) => name switch
    {
        "definition" => new DefinitionTarget(),
        "protocol" => new ProtocolTarget(),
        PlantedTarget.Name => new PlantedTarget(),
        _ => throw new ArgumentException($"There is no target '{name}': choose from {string.Join(", ", Names)}."),
    };

    /// <summary>Executes a case. What it throws is a finding: what may be refused, is not thrown.</summary>
    public abstract void Execute(byte[] input);
}
