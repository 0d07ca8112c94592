namespace Holdfast.StableDiffusion;

/// <summary>Makes images from prompts: a model in this process, or a server that has one.</summary>
public interface IImageBackend
{
    /// <summary>What it is and can do, asked anew.</summary>
    /// <exception cref="BackendUnavailableException">It does not answer; later it may.</exception>
    Task<BackendCapabilities> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes one image. The same request gives the same image, as far as backend and model allow. Cancelling stops the
    /// work in the backend, too.
    /// </summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Told now and then, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The image's file: PNG, or what else the backend writes.</returns>
    /// <exception cref="TerminalException">
    /// It will never work: 400 when the request is at fault, such as by a sampler that is not there.
    /// </exception>
    /// <exception cref="BackendUnavailableException">The backend is away or overloaded; later it may work.</exception>
    Task<byte[]> MakeAsync(
        ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken);
}

/// <summary>What a backend says of itself.</summary>
/// <param name="Name">For people, such as <c>AUTOMATIC1111 at http://localhost:7860</c>.</param>
/// <param name="Model">What it would make images with; null: it does not tell.</param>
/// <param name="Samplers">Names that <see cref="ImageRequest.Sampler"/> may have; empty: it does not tell.</param>
/// <param name="HasProgress">It tells how far an image is.</param>
/// <param name="HasCancellation">It stops when it is told to; else it finishes an image that nobody wants.</param>
public sealed record BackendCapabilities(
    string Name, string? Model, IReadOnlyList<string> Samplers, bool HasProgress, bool HasCancellation);

/// <summary>How far an image is.</summary>
/// <param name="Fraction">From 0 to 1.</param>
/// <param name="Remaining">The backend's estimate; null: it has none.</param>
public readonly record struct ImageProgress(double Fraction, TimeSpan? Remaining = null);

/// <summary>A backend does not answer, answers with trouble of its own, or has no room: later it may work.</summary>
public sealed class BackendUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
