using System.Text.Json;

namespace Holdfast.Tests.Workflows;

/// <summary>The requests of the example that clients come from, as they send them.</summary>
public sealed class SeedRequests
{
    private const string ScreenshotRotateBlur =
        """{"request":"{\"id\":\"user123-wf1\",\"steps\":["""
        + """{\"service\":\"puppeteer-service\",\"parameters\":{\"url\":\"https://restate.dev\"}},"""
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}},"""
        + """{\"service\":\"blur-img-service\",\"parameters\":{\"blur\":5}}]}"}""";

    private const string SixSteps =
        """{"request":"{\"id\":\"user123-wf6\",\"steps\":["""
        + """{\"service\":\"puppeteer-service\",\"parameters\":{\"url\":\"https://restate.dev\"}},"""
        + """{\"service\":\"blur-img-service\",\"parameters\":{\"blur\":5}}, """
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}}, """
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}}, """
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}}, """
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}}]}"}""";

    private const string NoImageSource =
        """{"request":"{\"id\":\"invalid\",\"steps\":["""
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}},"""
        + """{\"service\":\"blur-img-service\",\"parameters\":{\"blur\":5}}]}"}""";

    private const string Diffusion =
        """{"request":"{\"id\":\"user123-wf3\",\"steps\":["""
        + """{\"service\":\"stable-diffusion-generator\",\"parameters\":"""
        + """{\"prompt\":\"A sunny beach\", \"steps\":15}},"""
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}},"""
        + """{\"service\":\"blur-img-service\",\"parameters\":{\"blur\":5}}]}"}""";

    [Fact]
    public void The_first_request_is_understood()
    {
        var definition = SampleSteps.Validate(ScreenshotRotateBlur);

        Assert.Equal("user123-wf1", definition.Id);
        Assert.Equal(
            ["puppeteer-service", "rotate-img-service", "blur-img-service"],
            definition.Steps.Select(step => step.Service));
        Assert.Equal("https://restate.dev", definition.Steps[0].Parameters.GetProperty("url").GetString());
        Assert.Equal("""{"angle":90}""", definition.Steps[1].Parameters.GetRawText());
        Assert.Equal("""{"blur":5}""", definition.Steps[2].Parameters.GetRawText());
    }

    [Fact]
    public void The_definition_may_also_be_an_object_in_the_request_or_the_whole_body()
    {
        var inner = JsonDocument.Parse(ScreenshotRotateBlur).RootElement.GetProperty("request").GetString()!;
        var expected = JsonSerializer.Serialize(SampleSteps.Validate(ScreenshotRotateBlur));

        Assert.Equal(expected, JsonSerializer.Serialize(SampleSteps.Validate($$"""{"request":{{inner}}}""")));
        Assert.Equal(expected, JsonSerializer.Serialize(SampleSteps.Validate(inner)));
    }

    [Fact]
    public void Six_steps_keep_their_order() => Assert.Equal(
        [
            "puppeteer-service", "blur-img-service",
            "rotate-img-service", "rotate-img-service", "rotate-img-service", "rotate-img-service",
        ],
        SampleSteps.Validate(SixSteps).Steps.Select(step => step.Service));

    [Fact]
    public void A_definition_without_an_image_source_is_refused_with_the_remedy()
    {
        var refusal = Assert.Throws<TerminalException>(() => SampleSteps.Validate(NoImageSource));

        Assert.Equal(400, refusal.Code);
        Assert.Equal(
            "Invalid workflow definition: /steps/0: no image source: 'rotate-img-service' changes an image and there "
            + "is none yet; set imgInputPath, or begin with 'puppeteer-service'",
            refusal.Message);
    }

    [Fact]
    public void A_service_without_a_backend_is_refused_with_the_reason()
    {
        var refusal = Assert.Throws<TerminalException>(() => SampleSteps.Validate(Diffusion));

        Assert.Equal(
            "Invalid workflow definition: /steps/0/service: the service 'stable-diffusion-generator' is not available "
            + "here: no Stable Diffusion server is configured",
            refusal.Message);
    }
}
