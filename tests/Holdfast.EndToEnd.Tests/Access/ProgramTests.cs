using Holdfast.EndToEnd.Tests.Program;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>The program as operators use it.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task It_does_not_start_for_others_without_a_key(string address)
    {
        using var data = new TemporaryDirectory();

        var (exitCode, output) = await HoldfastProcess.RunAsync(
            "serve", "--port", "0", "--data", data.Path, "--bind", address);

        Assert.Equal(2, exitCode);
        Assert.Contains("holdfast keys create NAME --role submit", output, StringComparison.Ordinal);
        Assert.Contains("--allow-anonymous", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_made_used_audited_and_never_logged()
    {
        using var data = new TemporaryDirectory();
        var created = await HoldfastProcess.RunAsync("keys", "create", "ada", "--role", "operate", "--data", data.Path);
        var again = await HoldfastProcess.RunAsync("keys", "create", "ada", "--role", "read", "--data", data.Path);
        var key = created.Output.Split('\n').Single(line => line.StartsWith("hf_", StringComparison.Ordinal)).Trim();
        await using var server = await HoldfastProcess.ServeAsync(
            data.Path, "--no-allow-anonymous", "--log-level", "trace");
        var url = server.Http.BaseAddress!.ToString();

        var withoutKey = await HoldfastProcess.RunAsync("invocations", "list", "--url", url);
        var withKey = await HoldfastProcess.RunAsync("invocations", "list", "--url", url, "--api-key", key);
        var id = "inv_1" + new string('0', 33);
        await HoldfastProcess.RunAsync("invocations", "kill", id, "--url", url, "--api-key", key);
        var reader = await HoldfastProcess.RunAsync("keys", "create", "bob", "--role", "read", "--data", data.Path);
        var weak = reader.Output.Split('\n').Single(line => line.StartsWith("hf_", StringComparison.Ordinal)).Trim();
        await HoldfastProcess.RunAsync("invocations", "cancel", id, "--url", url, "--api-key", weak);
        var revoked = await HoldfastProcess.RunAsync("keys", "revoke", "ada", "--data", data.Path);
        var after = await HoldfastProcess.RunAsync("invocations", "list", "--url", url, "--api-key", key);
        var listed = await HoldfastProcess.RunAsync("keys", "list", "--data", data.Path);

        Assert.Equal((0, 1, 0, 0), (created.ExitCode, again.ExitCode, withKey.ExitCode, revoked.ExitCode));
        Assert.Contains("The server says 401", withoutKey.Output, StringComparison.Ordinal);
        Assert.Contains("The server says 401", after.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", listed.Output, StringComparison.Ordinal);
        Assert.Contains($"ada asked to kill {id}", server.Output, StringComparison.Ordinal);
        Assert.Contains($"bob asked to cancel {id}, answered with 403", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, server.Output, StringComparison.Ordinal);
    }
}
