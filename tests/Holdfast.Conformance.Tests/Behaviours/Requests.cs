using System.Net.Http.Headers;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Requests(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task Headers_reach_the_handler(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        using var request = new HttpRequestMessage(HttpMethod.Post, "TestUtilsService/echoHeaders");
        request.Headers.Add("X-My-Custom-Header", "x-my-custom-value");

        using var response = await ingress.Http.SendAsync(request);
        var headers = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"x-my-custom-header\":\"x-my-custom-value\"", headers, StringComparison.Ordinal);
    }

    [Theory, InEveryMode]
    public async Task Any_bytes_come_back_as_they_were_sent(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var bytes = Enumerable.Range(0, 300).Select(i => (byte)(i * 7)).ToArray();
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        using var response = await ingress.Http.PostAsync("TestUtilsService/rawEcho", content);

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory, InEveryMode]
    public async Task Text_is_echoed_and_made_upper_case(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        Assert.Equal("naïve \"🙂\"", await ingress.CallAsync<string>("TestUtilsService/echo", "naïve \"🙂\""));
        Assert.Equal("STRASSE I", await ingress.CallAsync<string>("TestUtilsService/uppercaseEcho", "strasse i"));
    }

    [Theory]
    [InEveryMode(With = ["Counter/x/get", "TestUtilsService/echoHeaders", "BlockAndWaitWorkflow/x/getState"])]
    public async Task A_handler_without_a_request_takes_any_body_and_none(Mode mode, string path)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        await ingress.CallAsync(path);
        await ingress.CallAsync(path, new { });
        using var get = await ingress.Http.GetAsync(path);

        Assert.True(get.IsSuccessStatusCode);
    }

    [Theory, InEveryMode]
    public async Task Requests_with_one_idempotency_key_are_one_invocation(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var (counter, once) = ($"Counter/{Guid.NewGuid()}", $"{Guid.NewGuid()}");

        for (var i = 0; i < 2; i++)
        {
            var answer = await ingress.CallAsync($"{counter}/add", 1, once);
            Assert.Equal("""{"oldValue":0,"newValue":1}""", answer.GetRawText());
        }

        Assert.Equal(1, await ingress.CallAsync<long>($"{counter}/get"));
    }
}
