using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>What keeps a server from starting is said in a sentence, and by the exit code.</summary>
public sealed class Starts
{
    [Fact]
    public async Task A_taken_port()
    {
        using var data = new TemporaryDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await AssertFailsAsync(3, $"Port {port} is taken", "serve", "--port", $"{port}", "--data", data.Path);
        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
    }

    [Fact]
    public async Task A_data_directory_that_another_process_has()
    {
        using var data = new TemporaryDirectory();
        await using var first = await HoldfastProcess.ServeAsync(data.Path);

        await AssertFailsAsync(4, "another process has it open", "serve", "--port", "0", "--data", data.Path);
    }

    [Fact]
    public async Task A_data_directory_of_a_newer_release()
    {
        using var data = new TemporaryDirectory();
        await using (var connection = new SqliteConnection($"Data Source={data.Path}/holdfast.db;Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await AssertFailsAsync(5, "Start the newer release again", "serve", "--port", "0", "--data", data.Path);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made()
    {
        using var data = new TemporaryDirectory();
        var file = Path.Combine(data.Path, "file");
        await File.WriteAllTextAsync(file, "not a directory", TestContext.Current.CancellationToken);

        await AssertFailsAsync(6, "Cannot use the data directory", "serve", "--port", "0", "--data", file);
    }

    [Fact]
    public async Task Settings_that_are_wrong_all_at_once() =>
        await AssertFailsAsync(2, "--log-format", "serve", "--port", "none", "--bind", "here", "--log-format", "xml");

    [Fact]
    public async Task A_command_that_does_not_exist() => await AssertFailsAsync(2, "bogus", "bogus");

    [Fact]
    public async Task A_server_that_is_not_there() =>
        await AssertFailsAsync(8, "holdfast serve", "invocations", "list", "--url", "http://127.0.0.1:1");

    [Fact]
    public async Task A_demo_without_a_browser()
    {
        using var data = new TemporaryDirectory();
        var nothing = new Dictionary<string, string> { ["PATH"] = data.Path, ["HOLDFAST_CHROMIUM"] = "" };
        await using var demo = HoldfastProcess.Start(nothing, "demo", "--port", "0", "--data", data.Path);

        Assert.Equal(7, await demo.WaitForExitAsync());
        Assert.Contains("apt-get install chromium", demo.Output, StringComparison.Ordinal);
    }

    private static async Task AssertFailsAsync(int exitCode, string message, params string[] arguments)
    {
        var result = await HoldfastProcess.RunAsync(arguments);

        Assert.True(exitCode == result.ExitCode, $"{result.ExitCode}: {result.Output}");
        Assert.Contains(message, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
    }
}
