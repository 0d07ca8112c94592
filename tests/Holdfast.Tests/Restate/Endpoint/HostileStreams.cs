using System.Net;
using System.Net.Http.Headers;
using Holdfast.Testing.Hostile;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>Streams that were made to break the endpoint, over HTTP/2: each ends, and the next one is served.</summary>
public sealed class HostileStreams
{
    private const int DefaultCases = 300;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Each_is_answered_and_the_next_request_is_served()
    {
        await using var host = await RestateHost.StartAsync<string, string>((_, name) => Task.FromResult(name));
        foreach (var seed in Cases.Seeds(DefaultCases))
        {
            using var content = new ByteArrayContent(Damaged(new Random(seed)));
            content.Headers.ContentType =
                MediaTypeHeaderValue.Parse($"application/vnd.restate.invocation.v{5 + seed % 3}");
            await AssertEndsAsync(host, content, seed);
        }

        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input("\"well\""));
        Assert.Equal([Frame.OutputType, Frame.EndType], (await stream.ReadToEndAsync()).Types);
    }

    private static async Task AssertEndsAsync(RestateHost host, HttpContent content, int seed)
    {
        try
        {
            using var response = await host.Client.PostAsync(
                new Uri("/invoke/Checkout/pay", UriKind.Relative), content).WaitAsync(_deadline);
            Assert.True(
                response.StatusCode < HttpStatusCode.InternalServerError,
                $"HOLDFAST_FUZZ_SEED={seed}: {response.StatusCode}");
            await response.Content.ReadAsByteArrayAsync().WaitAsync(_deadline);
        }
        catch (HttpRequestException)
        {
            // Broken off: an answer as well, to what is no stream of the protocol.
        }
    }

    private static byte[] Damaged(Random random)
    {
        List<byte> bytes =
            [.. Frame.Start((uint)(1 + random.Next(2))).ToArray(), .. Frame.Input("\"some name\"").ToArray()];
        for (var change = random.Next(6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            if (random.Next(4) == 0)
                bytes.Insert(at, (byte)random.Next(256));
            else if (random.Next(3) == 0)
                bytes.RemoveRange(at, 1 + random.Next(bytes.Count - at));
            else
                bytes[at] = (byte)random.Next(256);
        }

        return [.. bytes];
    }
}
