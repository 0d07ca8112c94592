using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Engine.Tests.Http;

/// <summary>
/// Asks the embedded engine what the real server was asked, and expects the same answers: a client cannot tell which
/// engine it talks to. The recordings are made by tests/golden/ingress/record.
/// </summary>
public sealed partial class RecordedContract
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly string _recordings = SourceTree.PathOf("tests", "golden", "ingress");

    public static TheoryData<string> Scenarios =>
        [.. Directory.GetFiles(_recordings, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_embedded_engine_answers_as_the_real_server_did(string scenario)
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All);
        var kept = new Dictionary<string, string>();
        var differences = new List<string>();
        foreach (var step in ContractStep.Read(Path.Combine(_recordings, $"{scenario}.json")))
        {
            using var response = await AskAsync(host, step, kept);
            await KeepAsync(step, response, kept);
            var actual = await ContractResponse.OfAsync(response);

            // Whether the invocation ended before somebody attached to it is a matter of luck.
            var ignoreExpiry = step.Request.Path.Contains("attach", StringComparison.Ordinal);
            var (expected, got) =
                (step.Expected.Describe(step.Prefix, ignoreExpiry), actual.Describe(step.Prefix, ignoreExpiry));
            if (expected != got)
                differences.Add($"{step.Request}\n--- expected\n{expected}\n--- got\n{got}");
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    private static async Task<HttpResponseMessage> AskAsync(
        IngressHost host, ContractStep step, Dictionary<string, string> kept)
    {
        var (method, path, _, headers, body) = step.Request;
        using var deadline = new CancellationTokenSource(_patience);
        while (true)
        {
            var response = await host.SendAsync(
                new HttpMethod(method),
                Fill(path, kept),
                body is null ? null : Fill(body, kept),
                [.. (headers ?? []).Select(header => (header.Key, header.Value))]).WaitAsync(deadline.Token);
            var text = await response.Content.ReadAsStringAsync();
            if (step.Until is null || text.Contains(step.Until, StringComparison.Ordinal))
                return response;
            response.Dispose();
        }
    }

    private static async Task KeepAsync(
        ContractStep step, HttpResponseMessage response, Dictionary<string, string> kept)
    {
        foreach (var (name, from) in step.Keep ?? [])
        {
            kept[name] = from == "body"
                ? JsonSerializer.Deserialize<string>(await response.Content.ReadAsStringAsync())!
                : response.Headers.TryGetValues(from, out var values) ? values.Single() : "missing";
        }
    }

    private static string Fill(string text, Dictionary<string, string> kept) =>
        Placeholder().Replace(text, match => kept[match.Groups[1].Value]);

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
