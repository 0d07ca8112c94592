using System.Text.Json.Nodes;
using Holdfast.Workflows;

namespace Holdfast.Tests.Workflows;

/// <summary>Each rule for definitions: what is said of its violation, and where.</summary>
public sealed class ValidationRules
{
    private const string Prefix = "Invalid workflow definition: ";
    private const string Source = """{"service":"puppeteer-service","parameters":{"url":"https://example.com"}}""";

    public static TheoryData<string, string> WholeBodies { get; } = new()
    {
        { "", "the body is empty; send {\"id\": …, \"steps\": […]}" },
        { " \n", "the body is empty; send {\"id\": …, \"steps\": […]}" },
        {
            "{\n  \"id\": oops}",
            "the body is not valid JSON at line 2, position 9: 'o' is an invalid start of a value."
        },
        { "[]", "the body is an array; send an object {\"id\": …, \"steps\": […]}" },
        { "\"{}\"", "the body is a text; send an object {\"id\": …, \"steps\": […]}" },
        { "null", "the body is null; send an object {\"id\": …, \"steps\": […]}" },
        { """{"request":5}""", "'request' is a number; send an object {\"id\": …, \"steps\": […]}" },
        { """{"request":"[]"}""", "the text in 'request' is an array; send an object {\"id\": …, \"steps\": […]}" },
        { """{"request":""}""", "the text in 'request' is empty; send {\"id\": …, \"steps\": […]}" },
        {
            """{"request":"{\"id\":"}""",
            "the text in 'request' is not valid JSON at line 1, position 7: Expected depth to be zero at the end "
            + "of the JSON payload. There is an open JSON object or array that should be closed."
        },
        {
            """{"id":"\ud800"}""",
            "the body contains half of a surrogate pair (\\uD800 to \\uDFFF); write whole characters"
        },
        {
            $$"""{"request":{"id":"a","steps":[{{Source}}]},"extra":1}""",
            "unknown field 'extra' beside 'request'; put it inside or remove it"
        },
        {
            $$"""{"id":"a","steps":[{{Source}}],"id":"b"}""", "/id: the field appears more than once; keep one"
        },
    };

    public static TheoryData<string, string> Ids { get; } = new()
    {
        { "7", "/id: the id must be a text, it is a number" },
        { "null", "/id: the id must be a text, it is null" },
        { "\"\"", "/id: the id is empty; choose one, such as 'user123-wf1'" },
        { "\"a/b\"", "/id: the id contains '/'; use letters, digits, '.', '_', '-', ':', '@' and '~'" },
        { "\"..\"", "/id: the id starts with '.'; start with a letter or digit" },
        { "\"steps\"", "/id: the id 'steps' is reserved; choose another" },
        { $"\"{new string('x', 201)}\"", "/id: the id has 201 characters; at most 200 are allowed" },
    };

    public static TheoryData<string, string> Steps { get; } = new()
    {
        { "{}", "/steps: the steps must be an array, they are an object" },
        { "[]", "/steps: there are no steps; list at least one {\"service\": …}" },
        { "[4]", "/steps/0: a step must be an object {\"service\": …}, it is a number" },
        { "[{}]", "/steps/0/service: the service is missing; GET /workflows/steps lists those there are" },
        { """[{"service":1}]""", "/steps/0/service: the service must be a text, it is a number" },
        {
            $$"""[{{Source}},{"service":"rotate-image-service"}]""",
            "/steps/1/service: unknown service 'rotate-image-service'; did you mean 'rotate-img-service'?"
        },
        {
            $"[{Source},{Source}]",
            "/steps/1/service: 'puppeteer-service' makes an image, so it can only be the first step; after it use "
            + "'rotate-img-service' or 'blur-img-service' or 'frame-img-service'"
        },
        {
            $$"""[{{Source}},{"service":"blur-img-service","imgInputPath":"uploads/a.png"}]""",
            "/steps/1/imgInputPath: only the first step can name an image; later steps work on the image of the step "
            + "before"
        },
        {
            """[{"service":"blur-img-service","imgInputPath":7}]""",
            "/steps/0/imgInputPath: must be a text, it is a number"
        },
        {
            """[{"service":"puppeteer-service","imgInputPath":"uploads/a.png","parameters":{"url":"https://a.com"}}]""",
            "/steps/0/imgInputPath: 'puppeteer-service' makes an image itself; remove imgInputPath"
        },
        {
            """[{"service":"blur-img-service","imgInputPath":"uploads/a.png","paramters":{}}]""",
            "/steps/0/paramters: unknown field 'paramters'; did you mean 'parameters'?"
        },
        {
            """[{"service":"blur-img-service","imgInputPath":"/etc/passwd"}]""",
            "/steps/0/imgInputPath: does not name an artifact: it is an absolute path; files of the "
            + "machine cannot be read: upload the image and name the upload"
        },
        {
            """[{"service":"blur-img-service","imgInputPath":"uploads/../../etc/passwd"}]""",
            "/steps/0/imgInputPath: does not name an artifact: its segment '..' starts with a dot; hidden names, '.' "
            + "and '..' are not allowed"
        },
    };

    [Theory]
    [MemberData(nameof(WholeBodies))]
    public void What_is_no_definition_is_refused(string body, string said) =>
        Assert.Equal(Prefix + said, Refusal(body).Message);

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_is_a_key_and_a_segment_of_urls(string id, string said) =>
        Assert.Equal(Prefix + said, Refusal($$"""{"id":{{id}},"steps":[{{Source}}]}""").Message);

    [Theory]
    [MemberData(nameof(Steps))]
    public void Steps_follow_the_catalogue(string steps, string said) =>
        Assert.Equal(Prefix + said, Refusal($$"""{"id":"a","steps":{{steps}}}""").Message);

    [Theory]
    [InlineData("user123-wf1")]
    [InlineData("0")]
    [InlineData("tenant:7@x~y.Z_")]
    public void Ids_of_letters_digits_and_some_signs_are_allowed(string id) =>
        Assert.Equal(id, SampleSteps.Validate($$"""{"id":"{{id}}","steps":[{{Source}}]}""").Id);

    [Fact]
    public void All_mistakes_are_reported_at_once_each_with_its_place()
    {
        var refusal = Refusal(
            """
            {
              "ide": "x",
              "steps": [
                { "service": "puppeteer-service", "parameters": { "viewport": { "width": 0, "depth": 3 } } },
                { "service": "rotat-img-service" },
                { "service": "blur-img-service", "parameters": { "blur": "much" }, "imgInputPath": "../x" }
              ]
            }
            """);

        Assert.StartsWith(Prefix + "9 mistakes: (1) /ide: unknown field 'ide'", refusal.Message);
        Assert.Equal(
            [
                "/ide", "/id", "/steps/0/parameters/url", "/steps/0/parameters/viewport/width",
                "/steps/0/parameters/viewport/depth", "/steps/1/service", "/steps/2/imgInputPath",
                "/steps/2/parameters/blur",
            ],
            refusal.Metadata!.Keys);
        Assert.Contains("only the first step can name an image", refusal.Metadata["/steps/2/imgInputPath"]);
    }

    [Fact]
    public void Limits_are_those_of_the_options()
    {
        var options = new WorkflowOptions { MaxSteps = 1, MaxDefinitionBytes = 300, MaxDefinitionDepth = 8 };
        var two = $$"""{"id":"a","steps":[{{Source}},{"service":"blur-img-service"}]}""";
        var deep = string.Concat(Enumerable.Repeat("[", 9));

        Assert.Equal(Prefix + "/steps: there are 2 steps; at most 1 are allowed", Refusal(two, options).Message);
        Assert.Equal(
            Prefix + "the body has 301 bytes; at most 300 are allowed", Refusal(new string(' ', 301), options).Message);
        Assert.Contains("depth of 8", Refusal($$"""{"id":"a","steps":{{deep}}""", options).Message);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        var validator = new Holdfast.Workflows.Validation.DefinitionValidator(SampleSteps.Catalogue, new());

        var refusal = Assert.Throws<TerminalException>(
            () => validator.Validate(new byte[] { (byte)'{', 0xFF, (byte)'}' }));

        Assert.Equal(Prefix + "the body is not UTF-8; send JSON as UTF-8", refusal.Message);
    }

    [Fact]
    public void A_flood_of_mistakes_is_counted_and_not_repeated()
    {
        var steps = new JsonArray([.. Enumerable.Range(0, 5000).Select(_ => (JsonNode)"x")]);

        var refusal = Refusal(new JsonObject { ["id"] = "a", ["steps"] = steps }.ToJsonString());

        Assert.StartsWith(Prefix + "5000 mistakes: ", refusal.Message);
        Assert.EndsWith("and 4900 more", refusal.Message);
    }

    private static TerminalException Refusal(string body, WorkflowOptions? options = null)
    {
        var refusal = Assert.Throws<TerminalException>(() => SampleSteps.Validate(body, options));
        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        return refusal;
    }
}
