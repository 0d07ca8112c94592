using System.Net;
using System.Net.Sockets;
using Holdfast.Images.Screenshot.Network;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class PageNetworkTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_after_some_seconds()
    {
        // Nobody accepts, so that after a few connections the kernel leaves the others without an answer.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(0);
        var port = ((IPEndPoint)deaf.LocalEndPoint!).Port;
        using var network = new PageNetworks(Browsers.LocalSites, Dns.GetHostAddressesAsync, _time).Open();
        var connecting = Enumerable.Range(0, 8)
            .Select(_ => network.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken)).ToList();

        _time.Advance(TimeSpan.FromSeconds(11));

        var failures = await Task.WhenAll(connecting.Select(FailureAsync));
        var timeout = Assert.IsType<UnreachableException>(failures.First(failure => failure is not null));
        Assert.Contains("no answer within 10 s", timeout.Message, StringComparison.Ordinal);
        Assert.False(timeout.IsLasting);
    }

    private static async Task<Exception?> FailureAsync(Task<Stream> connecting)
    {
        try
        {
            await (await connecting.WaitAsync(TimeSpan.FromSeconds(30))).DisposeAsync();
            return null;
        }
        catch (UnreachableException failure)
        {
            return failure;
        }
    }
}
