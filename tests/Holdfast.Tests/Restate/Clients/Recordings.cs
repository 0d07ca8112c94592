using System.Text.Json;
using Holdfast.Restate;

namespace Holdfast.Tests.Restate.Clients;

/// <summary>Gives the client what the real server answered when tests/golden/ingress was recorded.</summary>
public sealed class Recordings
{
    public static TheoryData<string> Files => ["failures", "not-found", "refusals", "idempotency", "workflows"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_recorded_failure_is_a_terminal_one_with_what_it_said(string file)
    {
        var errors = ReadErrors(file).ToList();
        Assert.NotEmpty(errors);
        await using var server = await ScriptedServer.StartAsync([.. errors.Select(error => error.Answer)]);
        using var client = new RestateClient(new() { Ingress = server.Address, MaxRetries = 0 });
        foreach (var (_, code, message) in errors)
        {
            var failure = await Assert.ThrowsAsync<TerminalException>(() =>
                client.CallAsync<string, string>(new("Greeter", "greet"), "Ada"));
            Assert.Equal((code, message), (failure.Code, failure.Message));
        }
    }

    [Fact]
    public void Keys_are_escaped_so_that_the_recorded_server_reads_them_back()
    {
        using var recorded = Read("keys");
        foreach (var step in recorded.RootElement.EnumerateArray())
        {
            var response = step.GetProperty("response");
            if (!response.TryGetProperty("json", out var key) || key.ValueKind != JsonValueKind.String)
                continue;
            var path = Holdfast.Restate.Ingress.IngressPath.Of(new("Counter", "key", key.GetString()));
            Assert.Equal(key.GetString(), Uri.UnescapeDataString(path.Split('/')[2]));
            Assert.Equal(4, path.Split('/').Length);
        }
    }

    private static IEnumerable<(ScriptedServer.Answer Answer, int Code, string Message)> ReadErrors(string file)
    {
        using var recorded = Read(file);
        foreach (var step in recorded.RootElement.EnumerateArray())
        {
            var response = step.GetProperty("response");
            var status = response.GetProperty("status").GetInt32();
            if (status < 400 || !response.TryGetProperty("json", out var json) || IsOfOperators(step))
                continue;
            // An error of the ingress itself may pass, and is none of the invocation's.
            var source = json.GetProperty("source").GetString();
            if (status >= 500 && source == "ingress")
                continue;
            yield return (
                new(status, json.GetRawText(), source),
                json.GetProperty("code").GetInt32(),
                json.GetProperty("message").GetString()!);
        }
    }

    private static bool IsOfOperators(JsonElement step) => step.GetProperty("request").TryGetProperty("to", out _);

    private static JsonDocument Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("tests", "golden", "ingress", $"{file}.json")));
}
