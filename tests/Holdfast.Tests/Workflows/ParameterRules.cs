namespace Holdfast.Tests.Workflows;

/// <summary>Parameters are held to the schema that their record states.</summary>
public sealed class ParameterRules
{
    public static TheoryData<string, string, string> Violations { get; } = new()
    {
        { "rotate-img-service", "[]", ": the parameters must be an object, they are an array" },
        { "rotate-img-service", "{}", "/angle: is missing, and it is required" },
        { "rotate-img-service", """{"angle":"90"}""", "/angle: must be a number, it is '90'" },
        { "rotate-img-service", """{"angle":null}""", "/angle: must be a number, it is null" },
        { "rotate-img-service", """{"angle":360.5}""", "/angle: must be at most 360, it is 360.5" },
        { "rotate-img-service", """{"angle":-1e999}""", "/angle: must be at least -360, it is -1e999" },
        { "rotate-img-service", """{"angle":1,"angel":2}""", "/angel: unknown parameter; did you mean 'angle'?" },
        { "rotate-img-service", """{"angle":1,"a/b":2}""", "/a~1b: unknown parameter; known are 'angle'" },
        { "blur-img-service", """{"blur":1.5}""", "/blur: must be a whole number, it is 1.5" },
        { "blur-img-service", """{"blur":101}""", "/blur: must be at most 100, it is 101" },
        { "frame-img-service", """{"inside":1}""", "/inside: must be a boolean, it is 1" },
        {
            "frame-img-service", """{"inside":true,"style":"doubleline"}""",
            "/style: must be one of 'plain', 'doubleLine', it is 'doubleline'; did you mean 'doubleLine'?"
        },
        {
            "frame-img-service", """{"inside":true,"color":"whit"}""",
            "/color: must be one of 'black', 'white', it is 'whit'; did you mean 'white'?"
        },
        {
            "frame-img-service", """{"inside":true,"label":"A1"}""",
            "/label: must match the regular expression ^(?:[a-z]+)$, it is 'A1'"
        },
        { "frame-img-service", """{"inside":true,"widths":[]}""", "/widths: must have at least 1 items, it has 0" },
        { "frame-img-service", """{"inside":true,"widths":[1,2,3]}""", "/widths: must have at most 2 items, it has 3" },
        { "frame-img-service", """{"inside":true,"widths":[1,"2"]}""", "/widths/1: must be a whole number, it is '2'" },
        {
            "frame-img-service", """{"inside":true,"widths":[3000000000]}""",
            "/widths/0: is too large a number, it is 3000000000"
        },
        { "frame-img-service", """{"inside":true,"margins":{"x":1e30}}""", "/margins/x: " },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_violation_is_named_with_its_place(string service, string parameters, string said)
    {
        var refusal = Assert.Throws<TerminalException>(() => ParametersOf(service, parameters));

        Assert.StartsWith("Invalid workflow definition: /steps/0/parameters" + said, refusal.Message);
        Assert.Single(refusal.Metadata!);
    }

    [Theory]
    [InlineData("blur-img-service", "{}", """{"blur":5}""")]
    [InlineData("blur-img-service", "null", """{"blur":5}""")]
    [InlineData("blur-img-service", """{"blur":7.0}""", """{"blur":7}""")]
    [InlineData("blur-img-service", """{"blur":1e1}""", """{"blur":10}""")]
    [InlineData("rotate-img-service", """{"angle":12.50}""", """{"angle":12.50}""")]
    [InlineData(
        "frame-img-service",
        """{"margins":{"b":1,"a":2},"inside":true}""",
        """{"inside":true,"margins":{"a":2,"b":1}}""")]
    public void Parameters_are_brought_into_one_form(string service, string parameters, string canonical) =>
        Assert.Equal(canonical, ParametersOf(service, parameters));

    private static string ParametersOf(string service, string parameters)
    {
        var step = $$"""{"service":"{{service}}","imgInputPath":"uploads/a.png","parameters":{{parameters}}}""";
        return SampleSteps.Validate($$"""{"id":"a","steps":[{{step}}]}""").Steps[0].Parameters.GetRawText();
    }
}
