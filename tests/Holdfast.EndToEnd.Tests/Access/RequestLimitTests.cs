using System.Net;
using Holdfast.Host.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>Limits of what is under way, before an endpoint that takes its time.</summary>
public sealed class RequestLimitTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    [Fact]
    public async Task A_key_gets_no_more_than_its_limit_and_the_others_get_theirs()
    {
        await StartAsync(new(PerClient: 0, PerService: 0, PerKey: 2));

        var held = new[] { SendAsync("/Counter/a/add"), SendAsync("/restate/call/Counter/a/add") };
        await ArriveAsync(held.Length);
        var over = await SendAsync("/Counter/a/add/send");
        var others = new[] { SendAsync("/Counter/b/add"), SendAsync("/Greeter/greet"), SendAsync("/Other/a/add") };
        await ArriveAsync(others.Length);
        _gate.SetResult();

        Assert.Equal(HttpStatusCode.TooManyRequests, over);
        Assert.All(await Task.WhenAll([.. held, .. others]), status => Assert.Equal(HttpStatusCode.OK, status));
        // What is done makes room.
        Assert.Equal(HttpStatusCode.OK, await SendAsync("/Counter/a/add"));
    }

    [Fact]
    public async Task A_service_gets_no_more_than_its_limit_over_all_of_its_keys()
    {
        await StartAsync(new(PerClient: 0, PerService: 2, PerKey: 0));

        var held = new[] { SendAsync("/Counter/a/add"), SendAsync("/Counter/b/add") };
        await ArriveAsync(held.Length);
        var over = await SendAsync("/Counter/c/add");
        var other = SendAsync("/Greeter/greet");
        await ArriveAsync(1);
        _gate.SetResult();

        Assert.Equal(HttpStatusCode.TooManyRequests, over);
        Assert.All(await Task.WhenAll([.. held, other]), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        _http.Dispose();
        _arrived.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task StartAsync(LimitSettings limits)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRequestLimits(limits);
        _app = builder.Build();
        _app.UseRouting();
        _app.UseRateLimiter();
        _app.Map("/{**path}", async () =>
        {
            _arrived.Release();
            await _gate.Task;
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpStatusCode> SendAsync(string path)
    {
        using var answer = await _http.PostAsync(
            new Uri(_app!.Urls.First() + path), content: null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task ArriveAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }
    }
}
