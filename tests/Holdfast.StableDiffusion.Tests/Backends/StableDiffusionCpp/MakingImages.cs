using System.Text.Json.Nodes;
using Holdfast.StableDiffusion.Tests.Backends.Servers;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.StableDiffusion.Tests.Backends.StableDiffusionCpp;

public sealed class MakingImages
{
    [Fact]
    public async Task The_same_request_gives_the_image_of_the_server_every_time()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);

        var image = await backend.MakeAsync();

        Assert.Equal(Making.CatPicture("euler_a").Paint(), image);
        Assert.Equal(image, await backend.MakeAsync());
        var expected = JsonNode.Parse("""
            {
              "prompt": "a cat", "negative_prompt": "a dog", "seed": 4294967295, "width": 64, "height": 32,
              "sample_params": {
                "sample_method": "euler_a", "sample_steps": 4, "guidance": { "txt_cfg": 7.5 }
              },
              "batch_count": 1, "output_format": "png"
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, server.Jobs[0].Request), server.Jobs[0].Request.ToJsonString());
    }

    [Fact]
    public async Task An_image_to_start_from_goes_as_bytes_and_changes_the_result()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        var start = (Making.CatPicture() with { Prompt = "a house" }).Paint();

        var image = await backend.MakeAsync(Making.Cat with { Initial = new(start, 0.25) });

        Assert.Equal((Making.CatPicture("euler_a") with { Initial = start, Strength = 0.25 }).Paint(), image);
    }

    [Theory]
    [InlineData("Euler a", "euler_a")]
    [InlineData("DPM++ 2M", "dpm++2m")]
    [InlineData("ddim", "ddim_trailing")]
    [InlineData("LCM", "lcm")]
    public async Task A_sampler_is_found_in_the_servers_spelling(string wanted, string name)
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);

        await backend.MakeAsync(Making.Cat with { Sampler = wanted });

        Assert.Equal(name, Assert.Single(server.Jobs).Picture.Sampler);
    }

    [Fact]
    public async Task A_sampler_that_the_server_would_pass_over_in_silence_is_refused()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);

        var message = await Making.RefusedAsync(backend.MakeAsync(Making.Cat with { Sampler = "unheard-of" }));

        Assert.Contains("euler, euler_a, dpm++2m", message, StringComparison.Ordinal);
        Assert.Empty(server.Jobs);
    }

    [Fact]
    public async Task Parameters_that_the_server_refuses_are_terminal()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);

        var small = await Making.RefusedAsync(backend.MakeAsync(Making.Cat with { Width = 0 }));
        Assert.Contains("invalid generation parameters", small, StringComparison.Ordinal);
        var initial = new InitialImage(new byte[] { 1, 2, 3 }, 0.5);
        var unreadable = await Making.RefusedAsync(backend.MakeAsync(Making.Cat with { Initial = initial }));
        Assert.Contains("must be PNG or JPEG", unreadable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_for_videos_makes_no_images()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        server.MakesVideosOnly = true;
        using var backend = Making.Backend(server.Address);

        Assert.Contains("makes no images", await Making.RefusedAsync(backend.MakeAsync()), StringComparison.Ordinal);
        Assert.Empty(server.Jobs);
    }

    [Fact]
    public async Task A_full_queue_is_unavailable()
    {
        await using var server = await StableDiffusionCppServer.StartAsync(queueSize: 1);
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(1);
        var making = backend.MakeAsync();
        await pause.Reached;

        var error = await Making.UnavailableAsync(backend.MakeAsync(Making.Cat with { TaskId = "cat-2" }));

        Assert.Contains("no room in its queue", error.Message, StringComparison.Ordinal);
        pause.Release();
        await making;
    }

    [Fact]
    public async Task A_failed_job_is_unavailable_with_its_reason()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        server.Next.FailNext(200, SdCppJob.Error("generation_failed", "generate_image returned no results"));

        var error = await Making.UnavailableAsync(backend.MakeAsync());

        Assert.Contains("generate_image returned no results", error.Message, StringComparison.Ordinal);
        Assert.Equal(Making.CatPicture("euler_a").Paint(), await backend.MakeAsync());
    }

    [Fact]
    public async Task A_job_that_the_server_lost_is_unavailable()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync();
        await pause.Reached;

        server.ForgetJobs();

        var error = await Making.UnavailableAsync(making);
        Assert.Contains("restarted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_connections_lose_no_job()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync();
        await pause.Reached;

        server.DropQuestions(4);
        await Eventually.IsAsync(() => server.Dropped == 4);
        pause.Release();

        Assert.Equal(Making.CatPicture("euler_a").Paint(), await making);
        Assert.Equal(1, server.ImagesMade);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_unavailable()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync();
        await pause.Reached;

        server.DropQuestions(int.MaxValue);

        await Making.UnavailableAsync(making);
    }
}
