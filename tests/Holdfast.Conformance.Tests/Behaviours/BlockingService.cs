using System.Net;
using System.Threading.Channels;
using Holdfast.Restate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Conformance.Tests.Behaviours;

/// <summary>A service in this process, so that one can see how many of its handlers run at once.</summary>
internal sealed class BlockingService : IAsyncDisposable
{
    public const string Name = "BlockingService";

    /// <summary>The signal that each handler waits for.</summary>
    public const string Release = "release";

    private readonly Channel<string> _blocked = Channel.CreateUnbounded<string>();
    private readonly WebApplication _app;
    private int _running;
    private int _mostAtOnce;

    private BlockingService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRestate(new IPEndPoint(IPAddress.Loopback, 0)));
        builder.Services.AddHoldfast(holdfast => holdfast.Add(
            ServiceDefinition.Service(Name).Handler<int, int>("block", (_, ctx, request) => BlockAsync(ctx, request))));
        _app = builder.Build();
        _app.MapRestate();
    }

    public Uri Address => new(_app.Urls.Single());

    public int MostAtOnce => _mostAtOnce;

    public static async Task<BlockingService> StartAsync()
    {
        var service = new BlockingService();
        await service._app.StartAsync();
        return service;
    }

    public void Reset() => _mostAtOnce = 0;

    /// <summary>Id of an invocation that blocks; each is given once.</summary>
    public Task<string> NextBlockedAsync() => _blocked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<int> BlockAsync(IContext ctx, int request)
    {
        _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _running));
        _blocked.Writer.TryWrite(ctx.InvocationId);
        await ctx.Signal<string>(Release);
        Interlocked.Decrement(ref _running);
        return request;
    }
}
