using System.Collections.Concurrent;
using Holdfast.Testing.StableDiffusionServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.StableDiffusion.Tests.Backends.Servers;

/// <summary>Requests to servers, and what comes of them.</summary>
internal static class Making
{
    public static ImageRequest Cat { get; } = new()
    {
        TaskId = "cat-1",
        Prompt = "a cat",
        NegativePrompt = "a dog",
        Seed = 4_294_967_295,
        Steps = 4,
        Width = 64,
        Height = 32,
        Guidance = 7.5,
        Sampler = "euler_a",
    };

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What a test server makes of <see cref="Cat"/>.</summary>
    public static Picture CatPicture(string sampler = "Euler a") => new()
    {
        Prompt = "a cat",
        NegativePrompt = "a dog",
        Seed = 4_294_967_295,
        Steps = 4,
        Width = 64,
        Height = 32,
        Guidance = 7.5,
        Sampler = sampler,
    };

    /// <summary>Settings that make a test quick, not different.</summary>
    public static ImageServerOptions Options(Uri url) =>
        new() { Url = url, PollInterval = TimeSpan.FromMilliseconds(5), CancelTimeout = TimeSpan.FromSeconds(30) };

    public static ServerBackend Backend(Uri url, Func<ImageServerOptions, ImageServerOptions>? change = null) =>
        new((change ?? (options => options))(Options(url)), TimeProvider.System, NullLogger.Instance);

    public static Task<byte[]> MakeAsync(
        this ServerBackend backend, ImageRequest? request = null, CancellationToken? cancellation = null) =>
        backend.MakeAsync(request ?? Cat, new Reports(), cancellation ?? Cancellation);

    public static async Task<BackendUnavailableException> UnavailableAsync(Task work) =>
        await Assert.ThrowsAsync<BackendUnavailableException>(() => work);

    /// <summary>Fails for good, and blames the request.</summary>
    public static async Task<string> RefusedAsync(Task work)
    {
        var error = await Assert.ThrowsAsync<TerminalException>(() => work);
        Assert.Equal(ErrorCode.BadRequest, error.Code);
        return error.Message;
    }

    public static async Task CancelledAsync(Task work) =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
}

/// <summary>Progress as it was told.</summary>
internal sealed class Reports : IProgress<ImageProgress>
{
    private readonly ConcurrentQueue<ImageProgress> _told = new();

    public IReadOnlyCollection<ImageProgress> Told => _told;

    public void Report(ImageProgress value) => _told.Enqueue(value);
}
