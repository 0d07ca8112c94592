using System.Text.Json.Nodes;
using Holdfast.StableDiffusion.Tests.Backends.Servers;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.StableDiffusion.Tests.Backends.Automatic1111;

public sealed class MakingImages
{
    [Fact]
    public async Task The_same_request_gives_the_image_of_the_server_every_time()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        var image = await backend.MakeAsync();

        Assert.Equal(Making.CatPicture().Paint(), image);
        Assert.Equal(image, await backend.MakeAsync());
        Assert.NotEqual(image, await backend.MakeAsync(Making.Cat with { Seed = 1 }));
    }

    [Fact]
    public async Task Nothing_is_left_to_the_servers_defaults()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        await backend.MakeAsync();

        var expected = JsonNode.Parse("""
            {
              "prompt": "a cat", "negative_prompt": "a dog", "seed": 4294967295, "steps": 4, "width": 64, "height": 32,
              "cfg_scale": 7.5, "sampler_name": "Euler a", "batch_size": 1, "n_iter": 1, "send_images": true,
              "save_images": false, "force_task_id": "cat-1"
            }
            """);
        var sent = Assert.Single(server.Requests);
        Assert.True(JsonNode.DeepEquals(expected, sent), sent.ToJsonString());
    }

    [Fact]
    public async Task An_image_to_start_from_goes_as_bytes_and_changes_the_result()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var start = (Making.CatPicture() with { Prompt = "a house" }).Paint();
        var request = Making.Cat with { Initial = new(start, 0.25) };

        var image = await backend.MakeAsync(request);

        Assert.Equal((Making.CatPicture() with { Initial = start, Strength = 0.25 }).Paint(), image);
        var sent = Assert.Single(server.Requests);
        Assert.Equal(Convert.ToBase64String(start), (string?)sent["init_images"]![0]);
        Assert.Equal(0.25, (double?)sent["denoising_strength"]);
        Assert.Contains("POST /sdapi/v1/img2img", server.Asked);
        Assert.DoesNotContain("POST /sdapi/v1/txt2img", server.Asked);
    }

    [Fact]
    public async Task Guidance_of_less_than_one_is_one()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        await backend.MakeAsync(Making.Cat with { Guidance = 0 });

        Assert.Equal(1, (double?)Assert.Single(server.Requests)["cfg_scale"]);
    }

    [Theory]
    [InlineData("png", new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [InlineData("jpg", new byte[] { 0xFF, 0xD8, 0xFF })]
    [InlineData("webp", new byte[] { 0x52, 0x49, 0x46, 0x46 })]
    public async Task The_servers_format_is_taken_as_it_is(string format, byte[] beginning)
    {
        await using var server = await Automatic1111Server.StartAsync(
            new() { SamplesFormat = format, DataUrls = format == "webp" });
        using var backend = Making.Backend(server.Address);

        var image = await backend.MakeAsync();

        Assert.Equal(Making.CatPicture().Paint(format), image);
        Assert.Equal(beginning, image[..beginning.Length]);
    }

    [Fact]
    public async Task A_grid_before_the_image_is_passed_over()
    {
        await using var server = await Automatic1111Server.StartAsync(new() { ReturnsGrid = true });
        using var backend = Making.Backend(server.Address);

        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
    }

    [Fact]
    public async Task A_relative_that_has_only_the_least_of_the_api_will_do()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.Plain);
        using var backend = Making.Backend(server.Address);

        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
        Assert.False(Assert.Single(server.Requests).ContainsKey("force_task_id"));
    }

    [Fact]
    public async Task A_server_behind_a_path_is_found_there()
    {
        await using var server = await Automatic1111Server.StartAsync(new() { PathPrefix = "/sd/one" });
        using var plain = Making.Backend(server.Address);
        using var withSlash = Making.Backend(new(server.Address + "/"));

        Assert.Equal(Making.CatPicture().Paint(), await plain.MakeAsync());
        Assert.Equal(Making.CatPicture().Paint(), await withSlash.MakeAsync());
    }

    [Theory]
    [InlineData("Euler a", "Euler a")]
    [InlineData("euler_a", "Euler a")]
    [InlineData("k_euler_a", "Euler a")]
    [InlineData("K_EULER_ANCESTRAL", "Euler a")]
    [InlineData("euler", "Euler")]
    [InlineData("k_euler", "Euler")]
    [InlineData("dpm++2m", "DPM++ 2M")]
    [InlineData("dpmpp_2m", "DPM++ 2M")]
    [InlineData("solver_2m", "DPM++ 2M")]
    [InlineData("ddim", "DDIM")]
    public async Task A_sampler_is_found_in_the_servers_spelling(string wanted, string name)
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        await backend.MakeAsync(Making.Cat with { Sampler = wanted });

        Assert.Equal(name, (string?)Assert.Single(server.Requests)["sampler_name"]);
    }

    [Fact]
    public async Task Without_a_sampler_the_server_chooses()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        await backend.MakeAsync(Making.Cat with { Sampler = null });

        Assert.False(Assert.Single(server.Requests).ContainsKey("sampler_name"));
    }

    [Fact]
    public async Task A_sampler_that_is_not_there_is_refused_before_the_server_is_asked()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        var message = await Making.RefusedAsync(backend.MakeAsync(Making.Cat with { Sampler = "heun" }));

        Assert.Contains("'heun'", message, StringComparison.Ordinal);
        Assert.Contains("Euler a, Euler, DPM++ 2M, DDIM", message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task A_sampler_that_the_server_refuses_is_refused(int status)
    {
        await using var server = await Automatic1111Server.StartAsync(
            new() { TellsSamplers = false, UnknownSamplerStatus = status });
        using var backend = Making.Backend(server.Address);

        var message = await Making.RefusedAsync(backend.MakeAsync(Making.Cat with { Sampler = "heun" }));

        Assert.Contains("no sampler 'heun'", message, StringComparison.Ordinal);
        Assert.Equal("heun", (string?)Assert.Single(server.Requests)["sampler_name"]);
    }
}
