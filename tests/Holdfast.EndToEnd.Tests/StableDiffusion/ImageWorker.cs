using Holdfast.EndToEnd.Tests.Program;

namespace Holdfast.EndToEnd.Tests.StableDiffusion;

/// <summary>The real worker, a process of its own, which can be killed and started again.</summary>
internal sealed class ImageWorker(int port, string data, Uri answersTo, params string[] backend) : IAsyncDisposable
{
    private HoldfastProcess? _process;

    public Uri Address { get; } = new($"http://localhost:{port}");

    public string Output => _process?.Output ?? "";

    public async Task StartAsync() => _process = await HoldfastProcess.ListenAsync(
    [
        "worker", "stable-diffusion", "--port", $"{port}", "--data", data, "--restate-ingress", answersTo.ToString(),
        .. backend,
    ]);

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
