using System.Net;
using System.Net.Sockets;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary><c>holdfast demo</c>, from start to end.</summary>
public sealed class Demo
{
    private static readonly byte[] _pngSignature = [0x89, 0x50, 0x4E, 0x47];

    [Fact]
    public async Task It_makes_an_image_and_ends_by_itself()
    {
        using var data = new TemporaryDirectory();

        var (exitCode, output) = await HoldfastProcess.RunAsync("demo", "--port", "0", "--data", data.Path);

        Assert.True(exitCode == 0, output);
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith("  image ", StringComparison.Ordinal));
        Assert.Equal(_pngSignature, File.ReadAllBytes(line["  image ".Length..].Trim())[..4]);
        Assert.Contains("curl localhost:8080/workflow-status/get", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_no_obstacle()
    {
        using var data = new TemporaryDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, output) = await HoldfastProcess.RunAsync("demo", "--port", $"{port}", "--data", data.Path);

        Assert.True(exitCode == 0, output);
        Assert.Contains($"{port} is taken, so a free one is used", output, StringComparison.Ordinal);
    }
}
