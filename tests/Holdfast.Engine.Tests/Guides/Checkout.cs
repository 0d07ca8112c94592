using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Engine.Tests.Guides;

// The code of docs/guides/handlers.md: HandlersGuide holds the two together.

public interface IPayments
{
    Task<string> ChargeAsync(string card, decimal amount, Guid onceOnly, CancellationToken cancellationToken);

    Task RefundAsync(string charge, CancellationToken cancellationToken);
}

public sealed record Order(string Card, decimal Amount, string Item);

[VirtualObject]
public sealed partial class Checkout(IPayments payments)
{
    private static readonly StateKey<string> _status = new("status");

    [Handler]
    public async Task<string> PayAsync(IObjectContext ctx, Order order)
    {
        ctx.Set(_status, "paying");
        var key = ctx.NewGuid(); // the same again after a crash
        var charge = await ctx.RunAsync("charge", ct => payments.ChargeAsync(order.Card, order.Amount, key, ct));
        try
        {
            var left = await ctx.Stock(order.Item).TakeAsync(1);
            ctx.Set(_status, $"paid, {left} left");
            return charge;
        }
        catch (TerminalException)
        {
            await ctx.RunAsync("refund", ct => payments.RefundAsync(charge, ct));
            ctx.Set(_status, "refunded");
            throw;
        }
    }

    [Handler, Shared]
    public async Task<string> StatusAsync(ISharedObjectContext ctx) => await ctx.GetAsync(_status) ?? "new";
}

[VirtualObject]
public sealed partial class Stock
{
    private static readonly StateKey<int> _count = new("count");

    [Handler]
    public async Task<int> TakeAsync(IObjectContext ctx, int count)
    {
        var left = await ctx.GetAsync(_count) - count;
        if (left < 0)
            throw new TerminalException($"No {ctx.Key} left", ErrorCode.Conflict);
        ctx.Set(_count, left);
        return left;
    }

    [Handler]
    public async Task FillAsync(IObjectContext ctx, int count) => ctx.Set(_count, await ctx.GetAsync(_count) + count);
}

[Workflow]
public sealed partial class Approval
{
    private static readonly PromiseKey<bool> _decision = new("decision");

    [Handler]
    public async Task<string> RunAsync(IWorkflowContext ctx, string question)
    {
        var decision = ctx.Promise(_decision);
        if (!await decision.WithinAsync(TimeSpan.FromDays(3)))
            return $"{question} nobody answered";
        return await decision ? $"{question} yes" : $"{question} no";
    }

    [Handler, Shared]
    public async Task DecideAsync(ISharedWorkflowContext ctx, bool yes) => await ctx.ResolveAsync(_decision, yes);
}

internal static class Program
{
    public static WebApplication Build(string directory, IPayments payments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(payments);
        builder.Services.AddHoldfast(h => h
            .Add<Checkout>()
            .Add<Stock>()
            .Add<Approval>()
            .UseEmbedded(engine => engine.Directory = directory));

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapHoldfast();
        return app;
    }

    public static async Task<string> BuyAsync(IHoldfastClient holdfast)
    {
        await holdfast.Stock("kelp").FillAsync(10);
        var order = new Order("4242", 9.90m, "kelp");
        return await holdfast.Checkout("order-1").PayAsync(order, new() { IdempotencyKey = "order-1" });
    }
}
