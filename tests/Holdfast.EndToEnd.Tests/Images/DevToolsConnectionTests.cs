using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Holdfast.Images.Screenshot.DevTools;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>The protocol with a browser that says what a test wants.</summary>
public sealed class DevToolsConnectionTests : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    private readonly Pipe _commands = new();
    private readonly Pipe _answers = new();
    private readonly DevToolsConnection _connection;
    private readonly StringBuilder _unread = new();

    public DevToolsConnectionTests() =>
        _connection = DevToolsConnection.Open(_commands.Writer.AsStream(), _answers.Reader.AsStream());

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task Answers_find_their_commands_in_any_order()
    {
        var first = _connection.Browser.SendAsync(new CreateBrowserContext("http://proxy", "x"));
        var second = _connection.Browser.SendAsync(new CreateTarget("about:blank", "c", 30, 20));
        var (one, two) = (await CommandAsync(), await CommandAsync());

        await SayAsync($$$"""{"id":{{{two.Id}}},"result":{"targetId":"t"}}""");
        await SayAsync($$$"""{"id":{{{one.Id}}},"result":{"browserContextId":"c","more":[1]}}""");

        Assert.Equal("Target.createBrowserContext", one.Method);
        Assert.Equal("http://proxy", one.Parameters.GetProperty("proxyServer").GetString());
        Assert.Equal(30, two.Parameters.GetProperty("width").GetInt32());
        Assert.Equal("c", (await first.WaitAsync(_deadline)).BrowserContextId);
        Assert.Equal("t", (await second.WaitAsync(_deadline)).TargetId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(70_000)]
    public async Task A_message_may_come_in_pieces_and_with_others(int piece)
    {
        var session = await AttachAsync();
        var images = Enumerable.Range(0, 3).Select(_ => Capture(session)).ToList();
        var said = new StringBuilder();
        var size = piece < 100 ? 300 : 300_000;
        foreach (var _ in images)
        {
            var id = (await CommandAsync()).Id;
            var data = Convert.ToBase64String(new byte[size]);
            said.Append($$"""{"method":"Page.loadEventFired","params":{"data":"}{"},"sessionId":"s"}""").Append('\0');
            said.Append($$$"""{"id":{{{id}}},"result":{"data":"{{{data}}}"},"sessionId":"s"}""").Append('\0');
        }

        foreach (var part in said.ToString().Chunk(piece))
            await WriteAsync(new(part));

        foreach (var image in images)
            Assert.Equal(size, (await image.WaitAsync(_deadline)).Data.Length);
    }

    [Fact]
    public async Task What_the_browser_refuses_says_why_and_what_it_was()
    {
        var refused = _connection.Browser.SendAsync(new CloseBrowser());
        var id = (await CommandAsync()).Id;

        await SayAsync($$$"""{"id":{{{id}}},"error":{"code":-32000,"message":"Not now"}}""");

        var failure = await Assert.ThrowsAsync<DevToolsException>(() => refused.WaitAsync(_deadline));
        Assert.Equal("Not now (Browser.close)", failure.Message);
    }

    [Theory]
    [InlineData("""{"id":1,"result":null}""")]
    [InlineData("""{"id":1,"result":{"browserContextId":5}}""")]
    [InlineData("""{"id":1}""")]
    public async Task An_answer_of_another_shape_fails_its_command_only(string answer)
    {
        var odd = _connection.Browser.SendAsync(new CreateBrowserContext("", ""));
        await SayAsync(answer);

        await Assert.ThrowsAsync<DevToolsException>(() => odd.WaitAsync(_deadline));
        Assert.False(_connection.Closed.IsCancellationRequested);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("chromium: not a flag")]
    [InlineData("""{"id":"one"}""")]
    [InlineData("""{"id":2147483648}""")]
    public async Task When_it_ends_or_cannot_be_understood_nobody_waits_any_more(string? last)
    {
        var session = await AttachAsync();
        var waiting = Capture(session);
        if (last is not null)
            await SayAsync(last);
        else
            await _answers.Writer.CompleteAsync();

        await Assert.ThrowsAsync<DevToolsException>(() => waiting.WaitAsync(_deadline));
        await Assert.ThrowsAsync<DevToolsException>(() => Capture(session).WaitAsync(_deadline));
        await Assert.ThrowsAsync<DevToolsException>(
            () => _connection.Browser.SendAsync(new CloseBrowser()).WaitAsync(_deadline));
        await Eventually(() => _connection.Closed.IsCancellationRequested);
    }

    [Theory]
    [InlineData("""{"method":"Inspector.targetCrashed","params":{},"sessionId":"s"}""", "The page crashed")]
    [InlineData("""{"method":"Target.detachedFromTarget","params":{"sessionId":"s"}}""", "The page was closed")]
    public async Task A_page_that_ends_fails_its_commands_and_no_others(string end, string reason)
    {
        var session = await AttachAsync();
        var lost = Capture(session);
        var other = _connection.Browser.SendAsync(new CloseBrowser());
        await SayAsync(end);

        var failure = await Assert.ThrowsAsync<DevToolsException>(() => lost.WaitAsync(_deadline));
        Assert.Equal(reason, failure.Message);
        Assert.False(other.IsCompleted);
        await Assert.ThrowsAsync<DevToolsException>(() => Capture(session).WaitAsync(_deadline));
    }

    [Fact]
    public async Task Contents_inside_of_addresses_are_not_kept()
    {
        var session = await AttachAsync();
        var urls = new List<string?>();
        session.On<RequestWillBeSent>(sent => urls.Add(sent.Request.Url));
        foreach (var url in new[] { "data:text/plain,x", "http://host/" })
        {
            await SayAsync($$$$"""
                {"method":"Network.requestWillBeSent","sessionId":"s",
                 "params":{"requestId":"r","loaderId":"l","request":{"url":"{{{{url}}}}"}}}
                """);
        }

        await Eventually(() => urls.Count == 2);
        Assert.Equal([null, "http://host/"], urls);
    }

    [Fact]
    public async Task A_browser_that_does_not_read_holds_nobody_up()
    {
        var source = new string('x', 100_000);
        var sent = Enumerable.Range(0, 50)
            .Select(_ => _connection.Browser.SendAsync(new AddScriptToEvaluateOnNewDocument(source))).ToList();

        await _connection.DisposeAsync().AsTask().WaitAsync(_deadline);

        foreach (var waiting in sent)
            await Assert.ThrowsAsync<DevToolsException>(() => waiting.WaitAsync(_deadline));
    }

    private static Task<Screenshot> Capture(DevToolsSession session) =>
        session.SendAsync(new CaptureScreenshot("png", null, null, false, true));

    private static Task Eventually(Func<bool> condition) =>
        Program.Eventually.TrueAsync(() => Task.FromResult(condition()), () => "");

    private async Task<DevToolsSession> AttachAsync()
    {
        var attaching = _connection.AttachAsync("t");
        var id = (await CommandAsync()).Id;
        await SayAsync("""
            {"method":"Target.attachedToTarget","params":{"sessionId":"s","targetInfo":{"targetId":"t","type":"page"}}}
            """);
        await SayAsync($$$"""{"id":{{{id}}},"result":{"sessionId":"s"}}""");
        return await attaching.WaitAsync(_deadline);
    }

    private Task SayAsync(string message) => WriteAsync(message + '\0');

    private async Task WriteAsync(string text) => await _answers.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task<(int Id, string Method, JsonElement Parameters)> CommandAsync()
    {
        while (!_unread.ToString().Contains('\0', StringComparison.Ordinal))
        {
            var read = await _commands.Reader.ReadAsync().AsTask().WaitAsync(_deadline);
            foreach (var part in read.Buffer)
                _unread.Append(Encoding.UTF8.GetString(part.Span));
            _commands.Reader.AdvanceTo(read.Buffer.End);
        }

        var text = _unread.ToString();
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        _unread.Remove(0, end + 1);
        var command = JsonDocument.Parse(text[..end]).RootElement;
        return (command.GetProperty("id").GetInt32(), command.GetProperty("method").GetString()!,
            command.GetProperty("params"));
    }
}
