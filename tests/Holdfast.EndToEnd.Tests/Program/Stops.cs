namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>SIGTERM: what is under way is finished and recorded.</summary>
public sealed class Stops
{
    [Fact]
    public async Task A_side_effect_under_way_is_finished_and_not_repeated()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        page.Close();
        var body = WorkflowClient.Request("screenshot-rotate-blur", page.Address);
        await using (var server = await HoldfastProcess.ServeAsync(data.Path))
        {
            var waiting = server.Http.ExecuteAsync(body, "drained");
            await page.VisitedAsync();
            server.Terminate();

            // Its client is let go when the server begins to stop.
            await waiting.ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            page.Open();
            Assert.Equal(0, await server.WaitForExitAsync());
        }

        await using var next = await HoldfastProcess.ServeAsync(data.Path);
        using var result = await next.Http.ExecuteAsync(body, "drained");
        Assert.True(result.IsSuccessStatusCode);
        Assert.Equal(1, page.Visits);
    }

    [Fact]
    public async Task A_server_at_rest_ends_at_once()
    {
        using var data = new TemporaryDirectory();
        await using var server = await HoldfastProcess.ServeAsync(data.Path);

        server.Terminate();

        Assert.Equal(0, await server.WaitForExitAsync());
    }
}
