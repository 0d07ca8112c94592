using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Host.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>Requests that cost the server something and their sender nothing are cut off.</summary>
public sealed class HostileRequests : IAsyncLifetime
{
    private const string Head = "POST /workflow-executor/execute HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\n";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private GuardedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await GuardedServer.StartAsync(("AllowAnonymous", "true"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Headers_that_never_end() =>
        Assert.Equal(408, await StatusOfAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));

    [Fact]
    public async Task A_body_that_never_comes() =>
        Assert.Equal(408, await StatusOfAsync(Head + "Content-Length: 1000\r\n\r\n{"));

    [Fact]
    public async Task Headers_that_are_too_large() =>
        Assert.Equal(431, await StatusOfAsync(Head + "X-Large: " + new string('a', 64 * 1024)));

    [Fact]
    public async Task Headers_that_are_too_many() =>
        Assert.Equal(431, await StatusOfAsync(
            Head + string.Concat(Enumerable.Range(0, 200).Select(number => $"X-{number}: a\r\n")) + "\r\n"));

    [Fact]
    public async Task A_path_that_is_too_long() =>
        Assert.Equal(414, await StatusOfAsync($"GET /{new string('a', 64 * 1024)} HTTP/1.1\r\n\r\n"));

    [Fact]
    public async Task A_body_that_is_too_large_by_its_own_account() =>
        Assert.Equal(413, await StatusOfAsync(Head + "Content-Length: 1000000000000\r\n\r\n"));

    [Fact]
    public async Task A_body_that_turns_out_to_be_too_large()
    {
        var chunk = $"{1024 * 1024:x}\r\n{new string('a', 1024 * 1024)}\r\n";

        Assert.Equal(413, await StatusOfAsync(
            Head + "Transfer-Encoding: chunked\r\n\r\n", Enumerable.Repeat(chunk, 64)));
    }

    [Fact]
    public void Connections_have_a_limit()
    {
        var kestrel = new KestrelServerOptions();

        RequestGuard.Configure(kestrel);

        Assert.InRange(kestrel.Limits.MaxConcurrentConnections ?? long.MaxValue, 1, 100_000);
    }

    [Fact]
    public async Task Json_that_is_too_deep()
    {
        using var answer = await _server.SendAsync(
            "POST", "/workflow-executor/execute", json: new string('[', 1_000_000));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("depth", (string?)(await answer.BodyAsync())["message"], StringComparison.Ordinal);
    }

    // Sends and then says nothing more; a server that waits on is one that does not defend itself.
    private async Task<int> StatusOfAsync(string request, IEnumerable<string>? more = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(_deadline);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _server.Http.BaseAddress!.Port, deadline.Token);
        var stream = client.GetStream();
        try
        {
            foreach (var part in (IEnumerable<string>)[request, .. more ?? []])
                await stream.WriteAsync(Encoding.ASCII.GetBytes(part), deadline.Token);
        }
        catch (IOException)
        {
            // It has heard enough; the answer is there already.
        }

        using var answer = new StreamReader(stream, Encoding.ASCII);
        var line = await answer.ReadLineAsync(deadline.Token);
        return int.Parse(line!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
