using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Holdfast.Tests.Restate.Discovery;

public sealed class Payloads
{
    [Fact]
    public async Task Json_is_announced_with_its_schema()
    {
        var handler = await DescribeAsync<Order, Order[]>();

        AssertJson(
            """{ "required": true, "contentType": "application/json", "jsonSchema": SCHEMA }""".Replace(
                "SCHEMA", OrderSchema, StringComparison.Ordinal),
            handler.GetProperty("input"));
        AssertJson(
            """
            { "contentType": "application/json", "setContentTypeIfEmpty": false,
              "jsonSchema": { "type": "array", "items": SCHEMA } }
            """.Replace("SCHEMA", OrderSchema, StringComparison.Ordinal),
            handler.GetProperty("output"));
    }

    [Fact]
    public async Task Handlers_without_request_and_result_announce_that_there_is_none()
    {
        var handler = await DescribeAsync<Unit, Unit>();

        AssertJson("{}", handler.GetProperty("input"));
        AssertJson("{}", handler.GetProperty("output"));
    }

    [Fact]
    public async Task Bytes_may_be_sent_under_any_content_type()
    {
        var handler = await DescribeAsync<byte[], ReadOnlyMemory<byte>>();

        AssertJson("""{ "required": false, "contentType": "*/*" }""", handler.GetProperty("input"));
        AssertJson(
            """{ "contentType": "application/octet-stream", "setContentTypeIfEmpty": false }""",
            handler.GetProperty("output"));
    }

    [Fact]
    public async Task What_a_handler_accepts_can_be_said()
    {
        var picture = await DescribeAsync<byte[], Unit>(new() { Accept = "image/*" });
        AssertJson("""{ "required": false, "contentType": "image/*" }""", picture.GetProperty("input"));

        var nothing = await DescribeAsync<Unit, Unit>(new() { Accept = "*/*" });
        AssertJson("""{ "required": false, "contentType": "*/*" }""", nothing.GetProperty("input"));
    }

    [Fact]
    public async Task A_serde_may_know_its_schema_better()
    {
        var handler = await DescribeAsync<Order, Unit>(new() { Serdes = new Serdes().Use(new OrderSerde()) });

        AssertJson(
            """{ "required": false, "contentType": "application/vnd.order", "jsonSchema": { "title": "An order" } }""",
            handler.GetProperty("input"));
    }

    [Fact]
    public async Task Json_that_no_schema_can_describe_is_announced_without()
    {
        var references = new JsonSerializerOptions(new Serdes().Json) { ReferenceHandler = ReferenceHandler.Preserve };

        var handler = await DescribeAsync<Order, Unit>(new() { Serdes = new Serdes(references) });

        AssertJson("""{ "required": true, "contentType": "application/json" }""", handler.GetProperty("input"));
    }

    [Fact]
    public async Task A_type_that_cannot_be_written_is_named()
    {
        var unknowing = new Serdes(new JsonSerializerOptions { TypeInfoResolver = OrderlessJson.Default });
        var service = ServiceDefinition.Service("Desk")
            .With(new() { Serdes = unknowing })
            .Handler<Order, Unit>("ask", (_, _, _) => Task.FromResult(Unit.Value));

        var (response, body) = await DiscoveryRequest.SendAsync(DiscoveryRequest.Program(service), "*/*");

        Assert.Equal(500, response.StatusCode);
        Assert.Contains("Handler 'Desk/ask'", body, StringComparison.Ordinal);
        Assert.Contains(nameof(Order), body, StringComparison.Ordinal);
    }

    private const string OrderSchema = """
        { "type": "object", "properties": { "item": { "type": "string" }, "gift": { "type": ["boolean", "null"] } },
          "required": ["item", "gift"] }
        """;

    private static async Task<JsonElement> DescribeAsync<TRequest, TResponse>(HandlerOptions? options = null)
    {
        var service = ServiceDefinition.Service("Desk")
            .Handler<TRequest, TResponse>("ask", (_, _, _) => Task.FromResult(default(TResponse)!), options);
        return (await DiscoveryRequest.DescribeAsync(service)).Handler("ask");
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText())), actual.GetRawText());

    internal sealed record Order(string Item, bool? Gift);

    private sealed class OrderSerde : Serde<Order>
    {
        public override string ContentType => "application/vnd.order";

        public override JsonNode? GetSchema() => new JsonObject { ["title"] = "An order" };

        public override ReadOnlyMemory<byte> Serialize(Order value) => JsonSerializer.SerializeToUtf8Bytes(value);

        public override Order Deserialize(ReadOnlyMemory<byte> bytes) =>
            JsonSerializer.Deserialize<Order>(bytes.Span)!;
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class OrderlessJson : JsonSerializerContext;
