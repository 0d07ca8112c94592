namespace Holdfast.StableDiffusion;

/// <summary>Where the outcomes of jobs go: to the engine whose invocations wait for them.</summary>
public interface IJobAnswers
{
    /// <summary>Resolves an awakeable. What fails is tried again.</summary>
    /// <param name="awakeable">Its id, <c>sign_1…</c>.</param>
    /// <param name="outcome">An <see cref="ImageOutcome"/> as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task DeliverAsync(string awakeable, ReadOnlyMemory<byte> outcome, CancellationToken cancellationToken);
}
