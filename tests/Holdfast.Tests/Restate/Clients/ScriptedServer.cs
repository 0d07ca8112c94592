using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Restate.Clients;

/// <summary>An HTTP server that gives the answers of a list, one after the other, and then the last again.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app, ConcurrentQueue<string> requests)
    {
        _app = app;
        Requests = requests;
        Address = new(app.Urls.Single());
    }

    public Uri Address { get; }

    /// <summary>Method and raw path of what was asked.</summary>
    public ConcurrentQueue<string> Requests { get; }

    public static async Task<ScriptedServer> StartAsync(params Answer[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var requests = new ConcurrentQueue<string>();
        app.Run(context =>
        {
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            requests.Enqueue($"{context.Request.Method} {target}");
            return answers[Math.Min(requests.Count, answers.Length) - 1].WriteAsync(context);
        });
        await app.StartAsync();
        return new(app, requests);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <param name="Status">HTTP status; 0 breaks the stream off.</param>
    /// <param name="Body">Sent as it is.</param>
    /// <param name="Source">Who failed, as the ingress says in a header; null: it does not say.</param>
    public sealed record Answer(int Status, string Body = "", string? Source = null)
    {
        public async Task WriteAsync(HttpContext context)
        {
            if (Status == 0)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = Status;
            if (Source is not null)
                context.Response.Headers["x-restate-error-source"] = Source;
            await context.Response.WriteAsync(Body);
        }
    }
}
