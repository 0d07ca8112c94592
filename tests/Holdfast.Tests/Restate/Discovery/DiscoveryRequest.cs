using System.Text.Json;
using Holdfast.Restate.Endpoint.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Restate.Discovery;

/// <summary>Asks a program for its manifest.</summary>
internal static class DiscoveryRequest
{
    public static string MediaType(int version) => $"application/vnd.restate.endpointmanifest.v{version}+json";

    public static HoldfastBuilder Program(params IEnumerable<ServiceDefinition> services)
    {
        var program = new HoldfastBuilder(new ServiceCollection());
        foreach (var service in services)
            program.Add(service);
        return program;
    }

    /// <summary>The answer, its body read back as text.</summary>
    public static async Task<(HttpResponse Response, string Body)> SendAsync(
        HoldfastBuilder program, string? accept, string protocol = "HTTP/2")
    {
        var context = new DefaultHttpContext();
        context.Request.Protocol = protocol;
        context.Request.Headers.Accept = accept;
        context.Response.Body = new MemoryStream();
        await new DiscoveryEndpoint(program, NullLogger.Instance).HandleAsync(context);
        context.Response.Body.Position = 0;
        return (context.Response, await new StreamReader(context.Response.Body).ReadToEndAsync());
    }

    /// <summary>The manifest of one service.</summary>
    public static async Task<JsonElement> DescribeAsync(ServiceDefinition service, int version = 4)
    {
        var (response, body) = await SendAsync(Program(service), MediaType(version));
        Assert.True(response.StatusCode == 200, body);
        return JsonElement.Parse(body).GetProperty("services")[0];
    }

    public static JsonElement Handler(this JsonElement service, string name) =>
        service.GetProperty("handlers").EnumerateArray()
            .Single(handler => handler.GetProperty("name").ValueEquals(name));
}
