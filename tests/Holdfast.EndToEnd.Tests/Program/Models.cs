using Holdfast.Testing.TinyModels;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>The commands that pull and list models.</summary>
public sealed class Models
{
    [Fact]
    public async Task A_model_is_pulled_into_the_data_directory_and_listed()
    {
        using var data = new TemporaryDirectory();
        using var origin = new TemporaryDirectory();
        new TinyModel { HasExternalData = true }.Save(origin.Path);
        await using var hub = await HubServer.StartAsync(origin.Path);
        hub.Token = "secret";
        var environment = new Dictionary<string, string>
        {
            ["HF_ENDPOINT"] = hub.Address.ToString(),
            ["HF_TOKEN"] = "secret",
            ["HOLDFAST_DATA"] = data.Path,
        };

        var pulled = await RunAsync(environment, "models", "pull", "tiny/model");
        var again = await RunAsync(environment, "models", "pull", "tiny/model");
        var listed = await RunAsync(environment, "models", "list");
        var elsewhere = await RunAsync(environment, "models", "list", "--models", origin.Path);

        var path = Path.Combine(data.Path, "models", "tiny", "model");
        Assert.True(pulled.ExitCode == 0, pulled.Output);
        Assert.EndsWith(path, pulled.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("unet/model.onnx_data (", pulled.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unet/model.onnx_data (", again.Output, StringComparison.Ordinal);
        Assert.Equal(["tiny/model", "0.0 MB", path, ""], listed.Output.TrimEnd('\n').Split('\t'));
        Assert.Equal("", elsewhere.Output);
    }

    [Fact]
    public async Task What_cannot_be_pulled_says_why()
    {
        using var data = new TemporaryDirectory();
        await using var hub = await HubServer.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["HF_ENDPOINT"] = hub.Address.ToString(),
            ["HF_HOME"] = data.Path,
            ["HOLDFAST_DATA"] = data.Path,
        };

        var missing = await RunAsync(environment, "models", "pull", "no/model");
        var unnamed = await RunAsync(environment, "models", "pull", "model");

        Assert.Equal(1, missing.ExitCode);
        Assert.Equal($"The hub at {hub.Address} has no model no/model@main.", missing.Output.Trim());
        Assert.True(unnamed.ExitCode == 1, unnamed.Output);
        Assert.Contains("owner/name", unnamed.Output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var process = HoldfastProcess.Start(environment, arguments);
        return (await process.WaitForExitAsync(), process.Output);
    }
}
