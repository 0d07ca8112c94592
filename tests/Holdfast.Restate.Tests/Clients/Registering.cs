using System.Net;
using Holdfast.Testing.Restate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Tests.Clients;

public sealed class Registering
{
    [Fact]
    public async Task A_program_that_starts_before_the_server_is_registered_when_the_server_comes()
    {
        await using var server = await RestateServer.StartAsync();
        await server.KillAsync();
        var log = new Lines();
        await using var program = Program<Greeter>(server, LoopbackPorts.Next(), log);
        await program.StartAsync();
        await Eventually.IsAsync(() => Task.FromResult(log.Has(LogLevel.Warning, "is not registered yet: no answer")));
        await server.StartAgainAsync();
        await Eventually.IsAsync(() => Task.FromResult(log.Has(LogLevel.Information, "Registered http://127.0.0.1:")));

        var client = program.Services.GetRequiredService<IHoldfastClient>();
        Assert.Equal("Hello, Ada", await client.Greeter().Greet("Ada"));
    }

    [Fact]
    public async Task A_program_with_other_services_takes_the_place_of_the_one_before()
    {
        await using var server = await RestateServer.StartAsync();
        var port = LoopbackPorts.Next();
        await using (var before = Program<Greeter>(server, port, new()))
        {
            await before.StartAsync();
            await HasAsync(before, "Greeter");
        }

        await using var after = Program<Notebook>(server, port, new());
        await after.StartAsync();
        await HasAsync(after, "Notebook");
    }

    private static Task HasAsync(WebApplication program, string service)
    {
        var admin = program.Services.GetRequiredService<RestateAdmin>();
        return Eventually.IsAsync(async () =>
            (await admin.ListServicesAsync()).Any(found => found.Name == service));
    }

    private static WebApplication Program<TService>(RestateServer server, int port, Lines log)
        where TService : IDefinedService
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRestate(new IPEndPoint(IPAddress.Loopback, port)));
        builder.Services.AddHoldfast(holdfast => holdfast.Add<TService>().UseRestate(restate =>
        {
            restate.Ingress = server.Ingress;
            restate.Admin = server.Admin;
            restate.RegisterAs = new($"http://127.0.0.1:{port}");
            restate.Registration = new() { Force = true, Breaking = true };
        }));
        var app = builder.Build();
        app.MapRestate();
        return app;
    }

    /// <summary>What was logged.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

        public bool Has(LogLevel level, string text) =>
            _lines.Any(line => line.Level == level && line.Text.Contains(text, StringComparison.Ordinal));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => _lines.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
