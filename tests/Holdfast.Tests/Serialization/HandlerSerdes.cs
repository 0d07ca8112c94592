using System.Text;
using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Serialization;

public sealed class HandlerSerdes
{
    private static readonly HandlerOptions _snakeCase = new()
    {
        Serdes = new(new JsonSerializerOptions(JsonSerializerOptions.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        }),
    };

    [Fact]
    public Task A_handler_writes_by_its_own_serdes_whatever_the_program_says() =>
        (Given() with { Options = _snakeCase }).When(async context =>
        {
            context.Set(new StateKey<Parcel>("parcel"), new(7));
            return await context.RunAsync("weigh", _ => Task.FromResult(new Parcel(8)));
        }).Sends(
            Issue(new SetStateCommand("parcel", Utf8("""{"weight_in_grams":7}"""))),
            Issue(new RunCommand(1, "weigh")),
            new AttemptMessage.ProposeRunCompletion(1, new EntryResult.Value(Utf8("""{"weight_in_grams":8}"""))),
            Issue(new OutputCommand(new EntryResult.Value(Utf8("""{"weight_in_grams":8}""")))),
            new AttemptMessage.End());

    [Fact]
    public Task A_handler_reads_by_its_own_serdes()
    {
        var resolved = new EntryResult.Value(Utf8("""{"weight_in_grams":9}"""));
        var recorded = Given(
            new GetPromiseCommand("parcel", 1), new Notification(NotificationId.Completion(1), resolved));
        return (recorded with { Options = _snakeCase })
            .When(async context => (await context.Promise(new PromiseKey<Parcel>("parcel"))).WeightInGrams)
            .Sends(Ends(9));
    }

    [Fact]
    public void A_handlers_own_serdes_count_before_the_services_and_those_before_the_programs()
    {
        var (program, ofService, ofHandler) = (new Serdes(), new Serdes(), new Serdes());
        var service = ServiceDefinition.Service("S")
            .Handler<Unit, Unit>("plain", (_, _, unit) => Task.FromResult(unit))
            .Handler<Unit, Unit>("own", (_, _, unit) => Task.FromResult(unit), new() { Serdes = ofHandler });
        Assert.Same(program, service.SerdesOf(service.Handlers["plain"], program));
        service.With(new() { Serdes = ofService });
        Assert.Same(ofService, service.SerdesOf(service.Handlers["plain"], program));
        Assert.Same(ofHandler, service.SerdesOf(service.Handlers["own"], program));
    }

    [Fact]
    public void Raw_bytes_pass_as_they_are_and_say_so()
    {
        var serdes = new Serdes();
        byte[] bytes = [0, 255, 7];
        Assert.Equal(bytes, serdes.For<byte[]>().Serialize(bytes).ToArray());
        Assert.Equal(bytes, serdes.For<byte[]>().Deserialize(bytes));
        Assert.Equal(bytes, serdes.For<ReadOnlyMemory<byte>>().Deserialize(bytes).ToArray());
        var service = ServiceDefinition.Service("S")
            .Handler<byte[], byte[]>("h", (_, _, body) => Task.FromResult(body));
        Assert.Equal("application/octet-stream", service.Handlers["h"].Input.GetContentType(serdes));
    }

    [Fact]
    public void A_serde_of_ones_own_is_used_for_its_type_and_announces_its_content_type()
    {
        var serdes = new Serdes().Use(new GramsAsText());
        Assert.Equal("7 g", Encoding.UTF8.GetString(serdes.For<Parcel>().Serialize(new(7)).Span));
        Assert.Equal(new Parcel(8), serdes.For<Parcel>().Deserialize(Utf8("8 g")));
        var service = ServiceDefinition.Service("S")
            .Handler<Parcel, Unit>("h", (_, _, _) => Task.FromResult(Unit.Value));
        Assert.Equal("text/plain", service.Handlers["h"].Input.GetContentType(serdes));
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private sealed record Parcel(int WeightInGrams);

    private sealed class GramsAsText : Serde<Parcel>
    {
        public override string ContentType => "text/plain";

        public override ReadOnlyMemory<byte> Serialize(Parcel value) => Utf8($"{value.WeightInGrams} g");

        public override Parcel Deserialize(ReadOnlyMemory<byte> bytes) =>
            new(int.Parse(Encoding.UTF8.GetString(bytes.Span).Split(' ')[0], null));
    }
}
