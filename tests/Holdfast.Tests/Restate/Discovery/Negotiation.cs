using System.Text.Json;

namespace Holdfast.Tests.Restate.Discovery;

public sealed class Negotiation
{
    private const string V = "application/vnd.restate.endpointmanifest.v";

    private static HoldfastBuilder Empty => DiscoveryRequest.Program();

    [Theory]
    [InlineData(V + "1+json", 1)]
    [InlineData(V + "2+json", 2)]
    [InlineData(V + "3+json", 3)]
    [InlineData(V + "4+json", 4)]
    [InlineData(V + "1+json, " + V + "2+json, " + V + "3+json, " + V + "4+json", 4)]
    [InlineData(V + "3+json," + V + "1+json;q=0.5", 3)]
    [InlineData(V + "4+json, " + V + "5+json", 4)]
    [InlineData("*/*", 4)]
    public async Task The_newest_version_that_the_server_knows_is_answered(string accept, int version)
    {
        var (response, _) = await DiscoveryRequest.SendAsync(Empty, accept);

        Assert.Equal(200, response.StatusCode);
        // The server refuses parameters.
        Assert.Equal($"{V}{version}+json", response.ContentType);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData(V + "5+json")]
    [InlineData(V + "40+json")]
    public async Task An_accept_header_without_a_known_version_is_answered_with_415(string? accept)
    {
        var (response, body) = await DiscoveryRequest.SendAsync(Empty, accept);

        Assert.Equal(415, response.StatusCode);
        Assert.Contains(V + "4+json", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/2", "BIDI_STREAM")]
    [InlineData("HTTP/1.1", "REQUEST_RESPONSE")]
    [InlineData("HTTP/1.0", "REQUEST_RESPONSE")]
    public async Task Streams_are_announced_where_the_connection_can_have_them(string protocol, string mode)
    {
        var (_, body) = await DiscoveryRequest.SendAsync(Empty, V + "4+json", protocol);

        var manifest = JsonElement.Parse(body);
        Assert.Equal(mode, manifest.GetProperty("protocolMode").GetString());
        Assert.Equal(5, manifest.GetProperty("minProtocolVersion").GetInt32());
        Assert.Equal(7, manifest.GetProperty("maxProtocolVersion").GetInt32());
    }

    [Fact]
    public async Task A_service_that_is_added_at_run_time_is_there_at_the_next_request()
    {
        var program = DiscoveryRequest.Program(ServiceDefinition.Service("First"));
        await DiscoveryRequest.SendAsync(program, "*/*");
        program.Add(ServiceDefinition.Service("Second"));

        var (_, body) = await DiscoveryRequest.SendAsync(program, "*/*");

        Assert.Equal(
            ["First", "Second"],
            JsonElement.Parse(body).GetProperty("services").EnumerateArray()
                .Select(service => service.GetProperty("name").GetString()));
    }
}
