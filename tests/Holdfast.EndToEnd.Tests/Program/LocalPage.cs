using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>A web page on this machine that counts its visits, and can keep visitors waiting.</summary>
internal sealed class LocalPage : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _visits;
    private volatile TaskCompletionSource _gate = Gate();

    private LocalPage(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/page";

    public int Visits => Volatile.Read(ref _visits);

    public static async Task<LocalPage> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var page = new LocalPage(app);
        page.Open();
        app.MapGet("/page", (RequestDelegate)page.AnswerAsync);
        await app.StartAsync();
        return page;
    }

    /// <summary>Visitors wait from now on.</summary>
    public void Close() => _gate = Gate();

    /// <summary>Visitors are served from now on, also those that wait.</summary>
    public void Open() => _gate.TrySetResult();

    public Task VisitedAsync() =>
        Eventually.TrueAsync(() => Task.FromResult(Visits > 0), () => "nobody came to the page");

    public async ValueTask DisposeAsync()
    {
        Open();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _visits);
        await _gate.Task.WaitAsync(context.RequestAborted);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync("<!doctype html><body style='background:teal'><h1>A page</h1></body>");
    }

    private static TaskCompletionSource Gate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
