using System.Net;
using Holdfast.Embedded.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Engine.Tests.Http;

/// <summary>The surface beside other endpoints of the program.</summary>
public sealed class Mapping
{
    [Fact]
    public async Task Endpoints_of_the_program_win()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All, app =>
        {
            app.MapGet("/", context => context.Response.WriteAsync("console"));
            app.MapGet("/workflows/{id}", context => context.Response.WriteAsync("own"));
            app.MapHoldfast();
            app.MapHoldfastAdmin();
        });
        Assert.Equal("console", await host.Client.GetStringAsync("/"));
        Assert.Equal("own", await host.Client.GetStringAsync("/workflows/1"));
        Assert.StartsWith("{\"services\":[{", await host.Client.GetStringAsync("/services"), StringComparison.Ordinal);
        Assert.Equal(
            """{"services":["Counter","Gate","Greeter","Secret"]}""",
            await host.Client.GetStringAsync("/restate/health"));
        Assert.Equal("\"k\"", await host.Client.GetStringAsync("/Counter/k/key"));
    }

    [Fact]
    public async Task Without_the_admin_api_its_paths_are_names_of_services()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All, app => app.MapHoldfast());
        using var response = await host.Client.GetAsync("/invocations/inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = await response.Content.ReadAsStringAsync();
        Assert.Contains("service 'invocations' not found", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_base_is_no_part_of_the_target()
    {
        await using var host = await IngressHost.StartAsync(ContractServices.All, app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapHoldfast();
        });
        Assert.Equal("\"a/b\"", await host.Client.GetStringAsync("/base/Counter/a%2Fb/key"));
    }

    [Fact]
    public async Task A_program_without_the_engine_is_told_so()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var error = Assert.Throws<InvalidOperationException>(() => app.MapHoldfast());
        Assert.Contains("UseEmbedded", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => app.MapHoldfastAdmin());
    }
}
