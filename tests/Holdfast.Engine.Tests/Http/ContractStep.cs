using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Engine.Tests.Http;

/// <summary>One step of a recorded scenario, as tests/golden/ingress/record/record.mjs wrote it.</summary>
internal sealed record ContractStep(
    ContractRequest Request,
    ContractResponse Response,
    Dictionary<string, string>? Keep = null,
    string? Until = null,
    string? Prefix = null,
    ContractDeviation? Ours = null)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public ContractResponse Expected => Ours?.Response ?? Response;

    public static IReadOnlyList<ContractStep> Read(string file) =>
        JsonSerializer.Deserialize<IReadOnlyList<ContractStep>>(File.ReadAllText(file), _json)!;
}

internal sealed record ContractRequest(
    string Method, string Path, string? To = null, Dictionary<string, string>? Headers = null, string? Body = null);

/// <summary>Where Holdfast answers otherwise, and why.</summary>
internal sealed record ContractDeviation(string Why, ContractResponse Response);

/// <summary>
/// An answer without what differs from run to run: ids, times, and what is after a shared beginning of a message.
/// </summary>
internal sealed partial record ContractResponse(
    int Status, Dictionary<string, string> Headers, JsonElement? Json = null, string? Body = null)
{
    private static readonly string[] _compared =
        ["content-type", "x-restate-id", "idempotency-expires", "x-restate-error-source"];

    private static readonly JsonSerializerOptions _plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Text => Json is { } json ? JsonSerializer.Serialize(json, _plain) : Body ?? "";

    public static async Task<ContractResponse> OfAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => _compared.Contains(header.Key.ToLowerInvariant()))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => Normal(string.Join(",", header.Value)));
        var text = Normal(await response.Content.ReadAsStringAsync());
        return new((int)response.StatusCode, headers, Body: text);
    }

    /// <summary>Status, headers and body as one text, so that a difference shows all of them.</summary>
    public string Describe(string? prefix, bool ignoreExpiry)
    {
        var headers = Headers
            .Where(header => !(ignoreExpiry && header.Key == "idempotency-expires"))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {header.Value}");
        var body = prefix is null ? Canonical(Text) : Shortened(Text, prefix);
        return string.Join('\n', [$"{Status}", .. headers, "", body]);
    }

    // The escapes of characters are the writer's choice; the order of members is not.
    private static string Canonical(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString(_plain) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Shortened(string text, string prefix)
    {
        var json = JsonNode.Parse(text)!;
        var message = (string?)json["message"];
        if (message?.StartsWith(prefix, StringComparison.Ordinal) == true)
            json["message"] = prefix;
        return json.ToJsonString(_plain);
    }

    private static string Normal(string text)
    {
        var withoutIds = AwakeableText().Replace(InvocationText().Replace(text, "<invocation>"), "<awakeable>");
        return Instant().Replace(withoutIds, "<time>$1");
    }

    [GeneratedRegex("inv_1[0-9A-Za-z]{33}")]
    private static partial Regex InvocationText();

    [GeneratedRegex("sign_1[0-9A-Za-z_-]{30,}")]
    private static partial Regex AwakeableText();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|\+00:00)")]
    private static partial Regex Instant();
}
