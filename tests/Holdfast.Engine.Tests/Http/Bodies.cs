using System.Net;
using System.Net.Http.Headers;
using Holdfast.Embedded.Http;

namespace Holdfast.Engine.Tests.Http;

public sealed class Bodies
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(Limit)]
    public async Task A_body_arrives_byte_by_byte_as_it_was_sent(int length)
    {
        await using var host = await StartAsync();
        var sent = Bytes(length);
        foreach (var isChunked in new[] { false, true })
        {
            using var response = await PostAsync(host, sent, isChunked);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused(bool isChunked)
    {
        await using var host = await StartAsync();
        using var response = await PostAsync(host, Bytes(Limit + 1), isChunked);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        var error = await response.Content.ReadAsStringAsync();
        Assert.StartsWith("""{"code":413,"message":"cannot read body: """, error, StringComparison.Ordinal);
        Assert.Contains($"{Limit} bytes", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_the_server_does_not_count()
    {
        const int Beyond = 31_000_000; // Kestrel's own limit is 30,000,000.
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        using var response = await PostAsync(host, Bytes(Beyond), isChunked: false);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Beyond, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task A_handler_with_serdes_of_its_own_accepts_and_answers_their_content_type()
    {
        var own = new HandlerOptions { Serdes = new Serdes().Use(new ReversedText()) };
        await using var host = await IngressHost.StartAsync(
        [
            ServiceDefinition.Service("Echo")
                .Handler<string, string>("json", (_, _, text) => Task.FromResult(text))
                .Handler<string, string>("own", (_, _, text) => Task.FromResult(text[1..]), own),
        ]);
        using var answer = await host.SendAsync(
            HttpMethod.Post, "/Echo/own", "abc", ("content-type", "text/reversed"));
        Assert.Equal("text/reversed", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ab", await answer.Content.ReadAsStringAsync());
        using var refused = await host.PostAsync("/Echo/own", "\"abc\"");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var json = await host.PostAsync("/Echo/json", "\"abc\"");
        Assert.Equal("\"abc\"", await json.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_repeated_header_reaches_the_handler_as_a_list()
    {
        await using var host = await StartAsync();
        using var response = await host.SendAsync(HttpMethod.Get, "/Greeter/headers", null, ("x-a", "1"), ("x-a", "2"));
        Assert.Contains("\"x-a: 1, 2\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_beyond_the_basic_plane_survives()
    {
        await using var host = await StartAsync();
        using var response = await host.PostAsync("/Greeter/fail", "{\"message\":\"naïve 🙂\"}");
        var error = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("naïve 🙂", error.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_handler_without_a_request_that_accepts_anything_takes_any_body_and_none()
    {
        var service = ServiceDefinition.Service("Lenient")
            .Handler<Unit, string>("ping", (_, _, _) => Task.FromResult("pong"), new() { Accept = "*/*" });
        await using var host = await IngressHost.StartAsync([service]);
        using var withNothing = await host.SendAsync(HttpMethod.Post, "/Lenient/ping");
        using var withBody = await host.PostAsync("/Lenient/ping", "{}");
        Assert.Equal("\"pong\"", await withNothing.Content.ReadAsStringAsync());
        Assert.Equal("\"pong\"", await withBody.Content.ReadAsStringAsync());
    }

    private static Task<IngressHost> StartAsync() =>
        IngressHost.StartAsync(ContractServices.All, app => app.MapHoldfast(maxRequestBodySize: Limit));

    private static async Task<HttpResponseMessage> PostAsync(IngressHost host, byte[] body, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Greeter/bytes");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.TransferEncodingChunked = isChunked;
        return await host.Client.SendAsync(request);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length; at++)
            bytes[at] = (byte)(at * 31);
        return bytes;
    }

    private sealed class ReversedText : Serde<string>
    {
        public override string ContentType => "text/reversed";

        public override ReadOnlyMemory<byte> Serialize(string value) =>
            System.Text.Encoding.UTF8.GetBytes([.. value.Reverse()]);

        public override string Deserialize(ReadOnlyMemory<byte> bytes) =>
            new([.. System.Text.Encoding.UTF8.GetString(bytes.Span).Reverse()]);
    }
}
