using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>Sends what users send with curl.</summary>
internal static class WorkflowClient
{
    /// <summary>A request of the requests folder, with its page's address filled in.</summary>
    public static string Request(string name, string page) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Program", "requests", name + ".json"))
            .Replace("{page}", page, StringComparison.Ordinal);

    /// <summary>Calls <c>workflow-executor/execute</c> (or its <c>/send</c>) with a body as it is.</summary>
    public static async Task<HttpResponseMessage> ExecuteAsync(
        this HttpClient http, string body, string? idempotencyKey, string verb = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/workflow-executor/execute" + verb)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (idempotencyKey is not null)
            request.Headers.Add("idempotency-key", idempotencyKey);
        return await http.SendAsync(request);
    }

    /// <summary>The answer of <c>workflow-status/get</c>.</summary>
    public static async Task<JsonNode> StatusAsync(this HttpClient http, string id)
    {
        using var response = await http.PostAsJsonAsync("/workflow-status/get", new { key = id });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>How many steps of a workflow are recorded as finished.</summary>
    public static async Task<int> FinishedStepsAsync(this HttpClient http, string id) =>
        await http.StatusAsync(id) is JsonObject status && status["steps"] is JsonArray steps
            ? steps.Count(step => (string?)step!["status"] == "Finished")
            : 0;

    public static async Task<JsonNode> BodyAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
