namespace Holdfast.Engine.Tests.Workflows;

internal static class Definitions
{
    /// <summary>The first request of the example that clients come from, as they send it.</summary>
    public const string Seed =
        """{"request":"{\"id\":\"user123-wf1\",\"steps\":["""
        + """{\"service\":\"puppeteer-service\",\"parameters\":{\"url\":\"https://restate.dev\"}},"""
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}},"""
        + """{\"service\":\"blur-img-service\",\"parameters\":{\"blur\":5}}]}"}""";

    /// <summary>Its request without an image source.</summary>
    public const string SeedInvalid =
        """{"request":"{\"id\":\"invalid\",\"steps\":["""
        + """{\"service\":\"rotate-img-service\",\"parameters\":{\"angle\":90}},"""
        + """{\"service\":\"blur-img-service\",\"parameters\":{\"blur\":5}}]}"}""";

    /// <summary>A page, turned and blurred.</summary>
    public static string Three(string id, int angle = 90) =>
        $$"""
        {
          "id": "{{id}}",
          "steps": [
            { "service": "puppeteer-service", "parameters": { "url": "https://example.com" } },
            { "service": "rotate-img-service", "parameters": { "angle": {{angle}} } },
            { "service": "blur-img-service" }
          ]
        }
        """;
}
