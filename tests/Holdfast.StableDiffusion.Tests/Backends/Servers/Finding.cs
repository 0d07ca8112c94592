using Holdfast.Testing.StableDiffusionServers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.StableDiffusion.Tests.Backends.Servers;

public sealed class Finding
{
    [Fact]
    public async Task The_native_api_of_stable_diffusion_cpp_comes_before_its_other()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);

        var capabilities = await backend.ProbeAsync(Making.Cancellation);

        Assert.Equal($"stable-diffusion.cpp at {server.Address.ToString().TrimEnd('/')}", capabilities.Name);
        Assert.Equal("tiny", capabilities.Model);
        Assert.Equal(StableDiffusionCppServer.Samplers, capabilities.Samplers);
        Assert.False(capabilities.HasProgress);
        Assert.False(capabilities.HasCancellation);
    }

    [Fact]
    public async Task A_server_with_task_ids_has_progress_and_cancellation()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);

        var capabilities = await backend.ProbeAsync(Making.Cancellation);

        Assert.Equal($"AUTOMATIC1111 API at {server.Address.ToString().TrimEnd('/')}", capabilities.Name);
        Assert.Equal(Automatic1111Server.Model, capabilities.Model);
        Assert.Equal(Automatic1111Server.Samplers, capabilities.Samplers);
        Assert.True(capabilities.HasProgress);
        Assert.True(capabilities.HasCancellation);
        Assert.Equal(0, server.Interrupts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_task_ids_is_interrupted_only_when_it_is_ours(bool exclusive)
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.WithoutTaskIds);
        using var backend = Making.Backend(server.Address, options => options with { Exclusive = exclusive });

        var capabilities = await backend.ProbeAsync(Making.Cancellation);

        Assert.True(capabilities.HasProgress);
        Assert.Equal(exclusive, capabilities.HasCancellation);
    }

    [Fact]
    public async Task A_plain_server_has_neither()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.Plain);
        using var backend = Making.Backend(server.Address, options => options with { Exclusive = true });

        var capabilities = await backend.ProbeAsync(Making.Cancellation);

        Assert.False(capabilities.HasProgress);
        Assert.False(capabilities.HasCancellation);
    }

    [Fact]
    public async Task The_only_model_of_a_server_is_the_one_that_is_loaded()
    {
        await using var server = await Automatic1111Server.StartAsync(new() { TellsModel = false });
        using var backend = Making.Backend(server.Address);

        Assert.Equal(Automatic1111Server.Model, (await backend.ProbeAsync(Making.Cancellation)).Model);
    }

    [Fact]
    public async Task A_server_without_its_api_says_how_to_switch_it_on()
    {
        await using var server = await Automatic1111Server.StartAsync(new() { Api = false });
        using var backend = Making.Backend(server.Address);

        var error = await Making.UnavailableAsync(backend.ProbeAsync(Making.Cancellation));

        Assert.Contains("--api", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_at_the_same_address_is_found_again()
    {
        var first = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(first.Address);
        await backend.MakeAsync();
        await first.DisposeAsync();
        await Making.UnavailableAsync(backend.MakeAsync());

        await using var second = await StableDiffusionCppServer.StartAsync(first.Address.Port);

        Assert.Equal(Making.CatPicture("euler_a").Paint(), await backend.MakeAsync());
    }

    [Fact]
    public async Task What_a_server_can_do_is_asked_anew_after_a_while()
    {
        await using var server = await Automatic1111Server.StartAsync();
        var time = new FakeTimeProvider();
        using var backend = new ServerBackend(Making.Options(server.Address), time, NullLogger.Instance);
        await backend.MakeAsync();
        var asked = Questions();

        time.Advance(Making.Options(server.Address).CapabilitiesAge - TimeSpan.FromSeconds(1));
        await backend.MakeAsync();
        Assert.Equal(asked, Questions());

        time.Advance(TimeSpan.FromSeconds(1));
        await backend.MakeAsync();
        Assert.Equal(asked + 1, Questions());

        int Questions() => server.Asked.Count(question => question == "GET /sdapi/v1/samplers");
    }
}
