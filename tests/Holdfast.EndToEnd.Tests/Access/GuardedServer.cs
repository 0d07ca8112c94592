using System.Net.Http.Headers;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Host.Access;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;
using Holdfast.Testing.Restate;
using Microsoft.Extensions.Configuration;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>The real server, in this process, with settings of the test and a data directory of its own.</summary>
internal sealed class GuardedServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _data;
    private readonly Server _server;

    private GuardedServer(TemporaryDirectory data, Server server)
    {
        (_data, _server) = (data, server);
        Http = new() { BaseAddress = server.Address };
    }

    public HttpClient Http { get; }

    public string Data => _data.Path;

    public KeyFile Keys => new(Data);

    public static async Task<GuardedServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var data = new TemporaryDirectory();
        // One key is needed for a start.
        await CreateAsync(data.Path, "first", Role.Operate);
        var all = new Dictionary<string, string?>
        {
            ["Holdfast:Data"] = data.Path,
            ["Holdfast:Port"] = "0",
            ["Holdfast:LogLevel"] = "none",
            ["Holdfast:AllowAnonymous"] = "false",
        };
        foreach (var (key, value) in settings)
            all[$"Holdfast:{key}"] = value.Length == 0 ? null : value;
        var options = ServerOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        IComposition composition = options.Engine == EngineKind.Restate
            ? new Holdfast.Host.Composition.RestateServer(options)
            : new EmbeddedServer(options);
        return new(data, await Server.StartAsync(composition, options));
    }

    /// <summary>The same API before a Restate Server that is not there: who is let in gets a 503.</summary>
    public static Task<GuardedServer> StartBeforeRestateAsync() => StartAsync(
        ("Engine", "restate"),
        ("RestateIngress", "http://127.0.0.1:1"),
        ("RestateAdmin", "http://127.0.0.1:1"),
        ("RestatePort", $"{LoopbackPorts.Next()}"),
        ("Register", "false"));

    public Task<string> CreateKeyAsync(string name, Role role) => CreateAsync(Data, name, role);

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? token = null, string? json = null, string? host = null)
    {
        var server = Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(new(method), server + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null)
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        request.Headers.Host = host;
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    private static async Task<string> CreateAsync(string data, string name, Role role)
    {
        var (kept, key) = ApiKey.Create(name, role, TimeProvider.System.GetUtcNow());
        Assert.True(await new KeyFile(data).AddAsync(kept));
        return key;
    }
}
