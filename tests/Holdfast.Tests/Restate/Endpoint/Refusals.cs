using System.Net;
using System.Net.Http.Headers;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>Requests that get no attempt, and what they are told.</summary>
public sealed class Refusals
{
    [Fact]
    public async Task An_unknown_service_is_answered_with_404_and_what_there_is()
    {
        await using var host = await StartAsync();
        var (status, text) = await PostAsync(host, "/invoke/Checkin/pay");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.StartsWith("There is no service 'Checkin' here, but Checkout. ", text);
    }

    [Fact]
    public async Task An_unknown_handler_is_answered_with_404_and_what_there_is()
    {
        await using var host = await StartAsync();
        var (status, text) = await PostAsync(host, "/invoke/Checkout/refund");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.StartsWith("Service 'Checkout' has no handler 'refund', but pay. ", text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/vnd.restate.invocation.v4")]
    [InlineData("application/vnd.restate.invocation.v8")]
    public async Task Another_version_of_the_protocol_is_answered_with_415_and_what_is_spoken(string? contentType)
    {
        await using var host = await StartAsync();
        var (status, text) = await PostAsync(host, "/invoke/Checkout/pay", contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.StartsWith(
            $"Cannot serve content type '{contentType}'. Known are application/vnd.restate.invocation.v5, ", text);
    }

    [Theory]
    [InlineData("/invoke/Checkout/pay")]
    [InlineData("/invoke/Checkin/pay")]
    [InlineData("/discover")]
    public async Task With_identity_keys_an_unsigned_request_is_answered_with_401_whatever_it_asks(string path)
    {
        const string key = "publickeyv1_w7YHemBctH5Ck2nQRQ47iBBqhNHy4FV7t2Usbye2A6f";
        await using var host = await RestateHost.StartAsync<Unit, Unit>(
            (_, _) => Task.FromResult(Unit.Value), configure: options => options.IdentityKeys.Add(key));
        var (status, text) = path == "/discover"
            ? await AnswerAsync(host, new(HttpMethod.Get, path))
            : await PostAsync(host, path);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.NotEmpty(text);
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(host, new(HttpMethod.Get, "/health"))).Status);
    }

    [Fact]
    public async Task Below_a_prefix_everything_is_served_there_and_nothing_elsewhere()
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>(
            (_, _) => Task.FromResult(Unit.Value), prefix: "/restate/a");
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(host, new(HttpMethod.Get, "/restate/a/health"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync(host, new(HttpMethod.Get, "/health"))).Status);
        await using var stream = await RestateStream.OpenAsync(host, path: "/restate/a/invoke/Checkout/pay");
        await stream.SendAsync(Frame.Start(1), Frame.Input(""));
        Assert.Equal([Frame.OutputType, Frame.EndType], (await stream.ReadToEndAsync()).Types);
    }

    [Fact]
    public void A_program_without_services_is_told_to_add_them()
    {
        var app = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build();
        var error = Assert.Throws<InvalidOperationException>(
            () => Holdfast.Restate.RestateEndpointExtensions.MapRestate(app));
        Assert.Contains("AddHoldfast", error.Message, StringComparison.Ordinal);
    }

    private static Task<RestateHost> StartAsync() =>
        RestateHost.StartAsync<Unit, Unit>((_, _) => Task.FromResult(Unit.Value));

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(
        RestateHost host, string path, string? contentType = "application/vnd.restate.invocation.v6")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType =
            contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await AnswerAsync(host, request);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AnswerAsync(
        RestateHost host, HttpRequestMessage request)
    {
        (request.Version, request.VersionPolicy) =
            (host.Client.DefaultRequestVersion, host.Client.DefaultVersionPolicy);
        using var response = await host.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
