using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Holdfast.Workflows.Validation;

namespace Holdfast.Tests.Workflows;

/// <summary>
/// Whatever is sent, validation accepts it or says why not: it never breaks, so that nothing is retried for ever.
/// </summary>
public sealed class AnyRequest
{
    private static readonly string[] _words =
    [
        "id", "steps", "request", "service", "parameters", "imgInputPath", "url", "viewport", "width", "angle", "blur",
        "inside", "widths", "margins", "style", "puppeteer-service", "rotate-img-service", "blur-img-service",
        "frame-img-service", "stable-diffusion-generator", "a", "uploads/a.png", "../a", "", "\0", "é😀", "plain",
    ];

    private static readonly string[] _numbers =
        ["0", "-0", "1.0", "1e1", "1e999", "-1e999", "2147483648", "123456789012345678901234567890123456789", "0.1"];

    private static readonly Gen<JsonNode?> _value = Gen.Int.Select(seed => Value(new Random(seed), depth: 0));

    private static readonly DefinitionValidator _validator = new(SampleSteps.Catalogue, new());

    [Fact]
    public void Any_json_is_accepted_or_refused_with_400() =>
        _value.Sample(value => Refused(value?.ToJsonString() ?? "null"));

    [Fact]
    public void Any_json_as_steps_is_accepted_or_refused_with_400() =>
        _value.Sample(steps => Refused(new JsonObject { ["id"] = "a", ["steps"] = steps?.DeepClone() }.ToJsonString()));

    [Fact]
    public void Any_parameters_are_accepted_or_refused_with_400() =>
        Gen.Select(Gen.Int[0, SampleSteps.Catalogue.Entries.Count - 1], _value).Sample((kind, value) =>
        {
            var service = SampleSteps.Catalogue.Entries[kind].Description.Service;
            var step = new JsonObject { ["service"] = service, ["parameters"] = value?.DeepClone() };
            Refused(new JsonObject { ["id"] = "a", ["steps"] = new JsonArray(step) }.ToJsonString());
        });

    [Fact]
    public void Any_bytes_are_refused_with_400() => Gen.Byte.Array[0, 64].Sample(IsRefusal);

    [Fact]
    public void A_valid_request_cut_or_damaged_anywhere_is_accepted_or_refused_with_400()
    {
        const string Parameters = """{"url":"\u00e9","viewport":{"width":9e0}}""";
        var valid = Encoding.UTF8.GetBytes(
            $$"""{"id":"a","steps":[{"service":"puppeteer-service","parameters":{{Parameters}}}]}""");
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Bool).Sample((at, other, cut) =>
        {
            byte[] damaged = cut ? valid[..at] : [.. valid[..at], other, .. valid[(at + 1)..]];
            IsRefusalOrFine(damaged);
        });
    }

    private static void Refused(string json) => IsRefusalOrFine(Encoding.UTF8.GetBytes(json));

    private static void IsRefusalOrFine(byte[] body)
    {
        try
        {
            _validator.Validate(body);
        }
        catch (TerminalException refusal)
        {
            Assert.Equal(400, refusal.Code);
            Assert.StartsWith("Invalid workflow definition: ", refusal.Message);
        }
    }

    private static void IsRefusal(byte[] body) =>
        Assert.Equal(400, Assert.Throws<TerminalException>(() => _validator.Validate(body)).Code);

    private static JsonNode? Value(Random random, int depth) => random.Next(depth < 5 ? 8 : 4) switch
    {
        0 => JsonNode.Parse(_numbers[random.Next(_numbers.Length)]),
        1 => random.Next(3) switch { 0 => null, 1 => true, _ => random.Next() },
        < 4 => _words[random.Next(_words.Length)],
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(5))
            .Select(_ => KeyValuePair.Create(_words[random.Next(_words.Length)], Value(random, depth + 1)))
            .DistinctBy(field => field.Key)),
    };
}
