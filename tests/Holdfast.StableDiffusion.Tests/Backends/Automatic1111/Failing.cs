using System.Text.Json.Nodes;
using Holdfast.StableDiffusion.Tests.Backends.Servers;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.StableDiffusion.Tests.Backends.Automatic1111;

public sealed class Failing
{
    [Theory]
    [InlineData(500, """{"error": "OutOfMemoryError", "detail": "", "errors": "Tried to allocate 2 GiB"}""", "memory")]
    [InlineData(500, """{"error": "RuntimeError", "detail": "", "errors": "CUDA out of memory."}""", "memory")]
    [InlineData(500, """{"error": "NansException", "detail": "", "errors": "all NaNs"}""", "all NaNs")]
    [InlineData(500, """{"error": "generate_image returned no results"}""", "no results")]
    [InlineData(429, """{"detail": "slow down"}""", "slow down")]
    [InlineData(502, "\"<html>Bad gateway</html>\"", "proxy")]
    [InlineData(503, "{}", "proxy")]
    [InlineData(504, "{}", "time limit")]
    [InlineData(301, "{}", "redirects")]
    [InlineData(404, """{"detail": "Not Found"}""", "--api")]
    [InlineData(200, """{"images": [], "info": ""}""", "without an image")]
    [InlineData(200, """{"images": ["PGh0bWw+"], "info": ""}""", "no PNG, JPEG or WebP")]
    [InlineData(200, "\"<html>Sign in</html>\"", "without an image")]
    public async Task What_may_pass_is_reported_as_unavailable(int status, string body, string says)
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        server.Next.FailNext(status, JsonNode.Parse(body)!);

        var error = await Making.UnavailableAsync(backend.MakeAsync());

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
    }

    [Theory]
    [InlineData(400, """{"error": "HTTPException", "detail": "Bad styles"}""", "Bad styles")]
    [InlineData(413, """{"detail": "Too large"}""", "Too large")]
    [InlineData(422, """{"detail": "Script 'x' not found"}""", "Script 'x' not found")]
    public async Task What_blames_the_request_is_terminal(int status, string body, string says)
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        server.Next.FailNext(status, JsonNode.Parse(body)!);

        Assert.Contains(says, await Making.RefusedAsync(backend.MakeAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_the_server_refuses_is_named()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        var message = await Making.RefusedAsync(backend.MakeAsync(Making.Cat with { Steps = 0 }));

        Assert.Contains("steps: ensure this value is greater than or equal to 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_the_server_cannot_read_is_terminal_though_it_answers_500()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var request = Making.Cat with { Initial = new(new byte[] { 1, 2, 3 }, 0.5) };

        var message = await Making.RefusedAsync(backend.MakeAsync(request));

        Assert.Contains("Invalid encoded image", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_lost_before_the_answer_is_unavailable()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        server.Next.DropNext();

        await Making.UnavailableAsync(backend.MakeAsync());

        Assert.Equal(1, server.ImagesMade);
        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
    }

    [Fact]
    public async Task An_image_that_somebody_else_interrupted_is_no_result()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(3);
        var making = backend.MakeAsync();
        await pause.Reached;

        server.InterruptByOthers();
        pause.Release();

        var error = await Making.UnavailableAsync(making);
        Assert.Contains("interrupted", error.Message, StringComparison.Ordinal);
        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
    }

    [Fact]
    public async Task An_interrupt_of_the_job_after_ours_does_not_spoil_ours()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var ours = server.Next.PauseBefore(1);
        var making = backend.MakeAsync();
        await ours.Reached;
        var others = server.Next.PauseBefore(1);
        var question = server.NextProgress.PauseBefore(1);
        var making2 = server.MakeForOthersAsync();

        ours.Release();
        await Task.WhenAll(others.Reached, question.Reached);
        server.InterruptByOthers();
        question.Release();

        Assert.Equal(Making.CatPicture().Paint(), await making);
        others.Release();
        await making2;
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        await backend.MakeAsync();
        await server.DisposeAsync();

        var error = await Making.UnavailableAsync(backend.MakeAsync());

        Assert.Contains("Is the server running", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_longer_than_allowed_is_not_read_to_its_end()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address, options => options with { MaxAnswerBytes = 1000 });

        var error = await Assert.ThrowsAsync<TerminalException>(
            () => backend.MakeAsync(Making.Cat with { Width = 512, Height = 512 }));

        Assert.Contains(nameof(ImageServerOptions.MaxAnswerBytes), error.Message, StringComparison.Ordinal);
    }
}
