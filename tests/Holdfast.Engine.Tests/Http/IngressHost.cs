using System.Net.Http.Headers;
using System.Text;
using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Engine.Tests.Http;

/// <summary>
/// A program with the embedded engine and its HTTP surface, on a free port, with a data directory of its own.
/// </summary>
internal sealed class IngressHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private IngressHost(WebApplication app, DirectoryInfo data)
    {
        _app = app;
        _data = data;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public static async Task<IngressHost> StartAsync(
        IEnumerable<ServiceDefinition> services,
        Action<WebApplication>? map = null,
        Action<EmbeddedOptions>? configure = null)
    {
        var data = Directory.CreateTempSubdirectory("holdfast-http-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHoldfast(holdfast =>
        {
            foreach (var service in services)
                holdfast.Add(service);
            holdfast.UseEmbedded(options =>
            {
                options.Directory = data.FullName;
                configure?.Invoke(options);
            });
        });
        var app = builder.Build();
        if (map is null)
        {
            app.MapHoldfast();
            app.MapHoldfastAdmin();
        }
        else
        {
            map(app);
        }

        await app.StartAsync();
        return new IngressHost(app, data);
    }

    /// <summary>Sends exactly this path: <see cref="Uri"/> would tidy it up.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var uri = new Uri(Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, asItIs);
        var request = new HttpRequestMessage(method, uri);
        if (body is not null || headers.Any(header => IsOfContent(header.Name)))
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? ""));
        foreach (var (name, value) in headers)
        {
            HttpHeaders target = IsOfContent(name) ? request.Content!.Headers : request.Headers;
            Assert.True(target.TryAddWithoutValidation(name, value));
        }

        return Client.SendAsync(request);
    }

    /// <summary>POST of JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        SendAsync(HttpMethod.Post, path, json, ("content-type", "application/json"));

    public async Task StopAsync() => await _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static bool IsOfContent(string name) => name.Equals("content-type", StringComparison.OrdinalIgnoreCase);
}
