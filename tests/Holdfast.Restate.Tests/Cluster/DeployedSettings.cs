using System.Diagnostics;
using System.Text.RegularExpressions;
using Holdfast.Testing.Restate;

namespace Holdfast.Restate.Tests.Cluster;

/// <summary>Restate Server ignores variables that it does not know. Those in deploy/ are known to it.</summary>
public sealed partial class DeployedSettings
{
    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("kubernetes/restate.yaml")]
    public async Task Every_variable_of_the_server_is_one_that_it_takes(string file)
    {
        var text = await File.ReadAllTextAsync(
            SourceTree.PathOf("deploy", file), TestContext.Current.CancellationToken);
        var names = Variable().Matches(text).Select(match => match.Value).Where(name => !_ofOthers.Contains(name))
            .Distinct().ToList();
        Assert.True(names.Count > 10, "The pattern no longer finds the variables.");

        var configuration = await DumpAsync(names.Select(name => (name, ValueOf(name))));

        Assert.All(names, name => Assert.Matches($"(?m)^{KeyOf(name)} = ", configuration));
    }

    // Of the command line, not of the server.
    private static readonly HashSet<string> _ofOthers = ["RESTATE_ADMIN_URL"];

    private static async Task<string> DumpAsync(IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo(RestateBinaries.Server, ["--dump-config"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var server = Process.Start(start)!;
        var configuration = await server.StandardOutput.ReadToEndAsync();
        await server.WaitForExitAsync();
        return configuration;
    }

    private static string KeyOf(string name) =>
        name.Split("__")[^1].Replace("RESTATE_", "", StringComparison.Ordinal).ToLowerInvariant().Replace('_', '-');

    // Any value of the right form: it is about the names.
    private static string ValueOf(string name) => KeyOf(name) switch
    {
        "auto-provision" or "aws-allow-http" => "true",
        "default-replication" or "force-node-id" => "2",
        "default-provider" or "type" => "replicated",
        "addresses" => """["http://node:5122"]""",
        "rocksdb-total-memory-size" => "256MiB",
        "log-format" => "json",
        "http2-streams-per-connection-limit" or "snapshot-interval-num-records" => "7",
        "advertised-address" => "http://node:5122",
        _ => "text",
    };

    [GeneratedRegex("RESTATE_[A-Z0-9_]+")]
    private static partial Regex Variable();
}
