using Holdfast.StableDiffusion;

namespace Holdfast.Host.Composition;

/// <summary>Delivers the outcomes of jobs to an engine: over HTTP, or to the one in this process.</summary>
internal sealed class EngineAnswers : IJobAnswers
{
    /// <summary>Null: it starts after the worker, and is not up yet.</summary>
    public IHoldfastClient? Engine { get; set; }

    public Task DeliverAsync(string awakeable, ReadOnlyMemory<byte> outcome, CancellationToken cancellationToken) =>
        Engine is { } engine
            ? engine.ResolveAwakeableAsync(awakeable, outcome, cancellationToken)
            : throw new InvalidOperationException("The server starts; its answer is delivered in a moment.");
}
