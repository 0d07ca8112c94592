using System.Net;
using Holdfast.Restate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>A program that serves handlers to Restate Server, on a free port, and a client for it.</summary>
internal sealed class RestateHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RestateHost(WebApplication app, bool http11)
    {
        _app = app;
        Client = new HttpClient
        {
            BaseAddress = new Uri(app.Urls.Single()),
            DefaultRequestVersion = http11 ? HttpVersion.Version11 : HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public HttpClient Client { get; }

    public LogLines Log => _app.Services.GetRequiredService<LogLines>();

    /// <summary>A service <c>Checkout</c> with one handler <c>pay</c>.</summary>
    public static Task<RestateHost> StartAsync<TRequest, TResponse>(
        Func<IWorkflowContext, TRequest, Task<TResponse>> pay,
        string prefix = "",
        bool http11 = false,
        Action<RestateEndpointOptions>? configure = null,
        TimeProvider? time = null) =>
        StartAsync(
            [ServiceDefinition.Service("Checkout").Handler<TRequest, TResponse>("pay", (_, ctx, r) => pay(ctx, r))],
            prefix,
            http11,
            configure,
            time);

    public static async Task<RestateHost> StartAsync(
        IEnumerable<ServiceDefinition> services,
        string prefix = "",
        bool http11 = false,
        Action<RestateEndpointOptions>? configure = null,
        TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.ListenRestate(new IPEndPoint(IPAddress.Loopback, 0), http11));
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<LogLines>();
        builder.Services.AddSingleton<ILoggerProvider>(program => program.GetRequiredService<LogLines>());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddHoldfast(holdfast =>
        {
            foreach (var service in services)
                holdfast.Add(service);
        });
        var app = builder.Build();
        app.MapRestate(prefix, configure);
        await app.StartAsync();
        return new RestateHost(app, http11);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
