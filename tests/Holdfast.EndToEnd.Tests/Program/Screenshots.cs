namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>What screenshots may open when nobody has configured anything.</summary>
public sealed class Screenshots
{
    // Instead of what the other tests allow.
    private static readonly string[] _nothingAllowed = ["--screenshot-allow", "nothing.invalid"];

    [Fact]
    public async Task The_demo_page_of_the_server_and_nothing_else_of_it()
    {
        using var data = new TemporaryDirectory();
        await using var server = await HoldfastProcess.ServeAsync(data.Path, _nothingAllowed);
        var here = server.Http.BaseAddress!;

        using var page = await server.Http.ExecuteAsync(Screenshot("own-page", new Uri(here, "demo/page")), null);
        using var api = await server.Http.ExecuteAsync(Screenshot("own-api", new Uri(here, "invocations")), null);

        Assert.True(page.IsSuccessStatusCode, $"{await page.BodyAsync()}");
        Assert.Equal(400, (int)api.StatusCode);
        var message = (string?)(await api.BodyAsync())["message"];
        Assert.Contains("--screenshot-allow localhost:", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_is_none_is_refused_at_the_start()
    {
        var (exitCode, output) = await HoldfastProcess.RunAsync("serve", "--screenshot-allow", "10.0.0.0/8,*");

        Assert.Equal(2, exitCode);
        Assert.Contains("'*' is none", output, StringComparison.Ordinal);
    }

    private static string Screenshot(string id, Uri page) =>
        $$$"""{"id":"{{{id}}}","steps":[{"service":"puppeteer-service","parameters":{"url":"{{{page}}}"}}]}""";
}
