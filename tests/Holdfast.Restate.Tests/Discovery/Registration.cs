using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Holdfast.Testing.Restate;

namespace Holdfast.Restate.Tests.Discovery;

public sealed class Registration(RegisteredProgram registered) : IClassFixture<RegisteredProgram>
{
    private readonly RestateServer _server = registered.Server;

    [Fact]
    public async Task The_server_knows_all_options_afterwards()
    {
        var shelf = await AdminAsync("services/Shelf");
        AssertOptions(shelf);
        AssertOptions(HandlerOf(shelf, "put"));
        Assert.Equal("Exclusive", HandlerOf(shelf, "put").GetProperty("ty").GetString());
        Assert.Equal("Shared", HandlerOf(shelf, "ask").GetProperty("ty").GetString());

        var loan = await AdminAsync("services/Loan");
        AssertOptions(loan);
        Assert.Equal("18s", loan.GetProperty("workflow_completion_retention").GetString());
        Assert.Equal("Workflow", HandlerOf(loan, "run").GetProperty("ty").GetString());

        var desk = await AdminAsync("services/Desk");
        Assert.Equal(int.MaxValue, desk.GetProperty("retry_policy").GetProperty("max_attempts").GetInt64());
        Assert.True(HandlerOf(desk, "json").GetProperty("public").GetBoolean());
        Assert.False(HandlerOf(desk, "hidden").GetProperty("public").GetBoolean());
    }

    [Theory]
    [InlineData("Shelf")]
    [InlineData("Loan")]
    [InlineData("Desk")]
    public async Task The_server_describes_each_service_in_OpenApi(string service)
    {
        var description = await AdminAsync($"services/{service}/openapi");

        Assert.StartsWith("3.", description.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(description.GetProperty("paths").EnumerateObject());
        if (service == "Shelf")
            Assert.Contains("\"sequels\"", description.GetRawText(), StringComparison.Ordinal);
    }

    // As the embedded engine answers: see the tests of its ingress.
    [Theory]
    [InlineData("json", "application/json", "\"a\"", null)]
    [InlineData("json", "application/json; charset=utf-8", "\"a\"", null)]
    [InlineData("bytes", "application/octet-stream", "", null)]
    [InlineData("bytes", "text/plain", "a", null)]
    [InlineData("bytes", "json", "a", null)]
    [InlineData("bytes", null, "", null)]
    [InlineData("nothing", null, "", null)]
    [InlineData("anyJson", "text/plain", "\"a\"", null)]
    [InlineData("anyNothing", "text/plain", "a", null)]
    [InlineData("anyNothing", null, "", null)]
    [InlineData("json", "text/plain", "\"a\"", "Content-type 'text/plain' does not match 'application/json'")]
    [InlineData("json", null, "\"a\"", "Empty content-type")]
    [InlineData("json", null, "", "Empty content-type")]
    [InlineData("json", "application/json", "", "Empty body not allowed")]
    [InlineData("anyJson", "text/plain", "", "Empty body not allowed")]
    [InlineData("bytes", null, "a", "Empty content-type")]
    [InlineData(
        "nothing", null, "a", "Expected body and content-type to be empty, but wasn't with content-type 'None'")]
    [InlineData(
        "nothing",
        "application/json",
        "",
        "Expected body and content-type to be empty, but wasn't with content-type 'Some(\"application/json\")'")]
    public async Task The_server_takes_the_requests_that_the_embedded_engine_takes(
        string handler, string? contentType, string body, string? refusal)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("content-type", contentType);
        using var response = await _server.Http.PostAsync($"Desk/{handler}", content);

        if (refusal is null)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("input validation error: " + refusal, error.GetProperty("message").GetString());
    }

    private async Task<JsonElement> AdminAsync(string path) =>
        await _server.AdminHttp.GetFromJsonAsync<JsonElement>(path);

    private static JsonElement HandlerOf(JsonElement service, string name) =>
        service.GetProperty("handlers").EnumerateArray()
            .Single(handler => handler.GetProperty("name").ValueEquals(name));

    private static void AssertOptions(JsonElement owner)
    {
        Assert.Equal("Lends *books*.", owner.GetProperty("documentation").GetString());
        Assert.Equal("library", owner.GetProperty("metadata").GetProperty("team").GetString());
        Assert.Equal("11s", owner.GetProperty("inactivity_timeout").GetString());
        Assert.Equal("12s", owner.GetProperty("abort_timeout").GetString());
        Assert.Equal("13s", owner.GetProperty("journal_retention").GetString());
        Assert.Equal("14s", owner.GetProperty("idempotency_retention").GetString());
        Assert.True(owner.GetProperty("enable_lazy_state").GetBoolean());
        var retry = owner.GetProperty("retry_policy");
        Assert.Equal("15ms", retry.GetProperty("initial_interval").GetString());
        Assert.Equal("16s", retry.GetProperty("max_interval").GetString());
        Assert.Equal(1.5, retry.GetProperty("exponentiation_factor").GetDouble());
        Assert.Equal(17, retry.GetProperty("max_attempts").GetInt32());
        Assert.Equal("Kill", retry.GetProperty("on_max_attempts").GetString());
    }
}
