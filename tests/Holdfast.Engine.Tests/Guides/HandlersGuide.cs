using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Engine.Tests.Guides;

public sealed class HandlersGuide : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-guide-");

    [Fact]
    public void Every_piece_of_code_in_the_guide_is_code_that_is_compiled_and_run_here() =>
        GuideCode.AssertCompiled("handlers.md", ["Checkout.cs"], atLeast: 4);

    [Fact]
    public async Task What_the_guide_builds_works()
    {
        var payments = new Payments();
        await using var app = Program.Build(_directory.FullName, payments);
        await app.StartAsync();
        var holdfast = app.Services.GetRequiredService<IHoldfastClient>();
        Assert.Equal("charge-1", await Program.BuyAsync(holdfast));
        Assert.Equal("charge-1", await Program.BuyAsync(holdfast));
        Assert.Equal("paid, 9 left", await holdfast.Checkout("order-1").StatusAsync());

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var order = new Order("4242", 1m, "coral");
        using var refused = await http.PostAsJsonAsync(new Uri("/Checkout/order-2/pay", UriKind.Relative), order);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(["charge-2"], payments.Refunded);

        var asked = holdfast.Approval("q1").RunAsync("Dive?");
        await holdfast.Approval("q1").DecideAsync(true);
        Assert.Equal("Dive? yes", await asked);
        await app.StopAsync();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private sealed class Payments : IPayments
    {
        private int _charges;

        public List<string> Refunded { get; } = [];

        public Task<string> ChargeAsync(
            string card, decimal amount, Guid onceOnly, CancellationToken cancellationToken) =>
            Task.FromResult($"charge-{Interlocked.Increment(ref _charges)}");

        public Task RefundAsync(string charge, CancellationToken cancellationToken)
        {
            Refunded.Add(charge);
            return Task.CompletedTask;
        }
    }
}
