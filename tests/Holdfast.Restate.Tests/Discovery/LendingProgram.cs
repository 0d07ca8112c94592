using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Tests.Discovery;

/// <summary>A program whose services use every option and every kind of payload.</summary>
internal static class LendingProgram
{
    private static readonly HandlerOptions _options = new()
    {
        Documentation = "Lends *books*.",
        Metadata = new Dictionary<string, string> { ["team"] = "library" },
        InactivityTimeout = TimeSpan.FromSeconds(11),
        AbortTimeout = TimeSpan.FromSeconds(12),
        JournalRetention = TimeSpan.FromSeconds(13),
        IdempotencyRetention = TimeSpan.FromSeconds(14),
        LazyState = true,
        Retry = new()
        {
            InitialInterval = TimeSpan.FromMilliseconds(15),
            MaxInterval = TimeSpan.FromSeconds(16),
            Factor = 1.5,
            MaxAttempts = 17,
            OnMaxAttempts = OnMaxAttempts.Kill,
        },
    };

    public static IEnumerable<ServiceDefinition> Services =>
    [
        ServiceDefinition.VirtualObject("Shelf")
            .With(_options)
            .Handler<Book, Book[]>("put", (_, _, _) => Task.FromResult<Book[]>([]), _options)
            .Shared<JsonElement, JsonElement>("ask", (_, _, question) => Task.FromResult(question)),
        ServiceDefinition.Workflow("Loan")
            .With(_options with { WorkflowRetention = TimeSpan.FromSeconds(18) })
            .Handler<Unit, Unit>("run", (_, _, _) => Task.FromResult(Unit.Value))
            .Shared<Unit, string>("due", (_, _, _) => Task.FromResult("today")),
        ServiceDefinition.Service("Desk")
            .With(new() { Private = true, Retry = new() { MaxAttempts = null } })
            .Handler<string, string>("json", (_, _, text) => Task.FromResult(text), new() { Private = false })
            .Handler<byte[], byte[]>("bytes", (_, _, bytes) => Task.FromResult(bytes), new() { Private = false })
            .Handler<Unit, Unit>("nothing", (_, _, _) => Task.FromResult(Unit.Value), new() { Private = false })
            .Handler<Unit, Unit>("hidden", (_, _, _) => Task.FromResult(Unit.Value))
            .Handler<string, string>(
                "anyJson", (_, _, text) => Task.FromResult(text), new() { Private = false, Accept = "*/*" })
            .Handler<Unit, Unit>(
                "anyNothing", (_, _, _) => Task.FromResult(Unit.Value), new() { Private = false, Accept = "*/*" }),
    ];

    public static async Task<WebApplication> StartAsync(bool http11 = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.ListenRestate(new IPEndPoint(IPAddress.Loopback, 0), http11));
        builder.Logging.ClearProviders();
        builder.Services.AddHoldfast(holdfast =>
        {
            foreach (var service in Services)
                holdfast.Add(service);
        });
        var app = builder.Build();
        app.MapRestate();
        await app.StartAsync();
        return app;
    }

    /// <summary>Refers to itself, so that its schema does.</summary>
    internal sealed record Book(string Title, int? Year, Dictionary<string, string> Notes, Book[] Sequels);
}
