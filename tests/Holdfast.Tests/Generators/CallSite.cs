namespace Holdfast.Tests.Generators;

// Services as a user writes them: that this file compiles proves the call site.

public interface IPaymentGateway
{
    Task<Charge> ChargeAsync(string card, decimal total, CancellationToken cancellationToken);
}

public sealed record Order(string Id, string Sku, int Count, string Card, decimal Total);

public sealed record Charge(string Id);

public sealed record Receipt(string ChargeId);

public sealed record Progress(string Phase);

public sealed record LoanRequest(string Customer, decimal Amount);

[VirtualObject]
public sealed partial class Checkout(IPaymentGateway gateway)
{
    private static readonly StateKey<Progress> _progress = new("progress");

    /// <summary>Charges the card, and reserves the goods.</summary>
    /// <param name="ctx">The context.</param>
    /// <param name="order">What is bought.</param>
    /// <returns>The receipt.</returns>
    [Handler]
    public async Task<Receipt> PayAsync(IObjectContext ctx, Order order)
    {
        ctx.Set(_progress, new("paying"));
        var charge = await ctx.RunAsync("charge", ct => gateway.ChargeAsync(order.Card, order.Total, ct));
        var reserved = ctx.Warehouse(order.Sku).ReserveAsync(order.Count);
        if (!await reserved.WithinAsync(TimeSpan.FromMinutes(10)))
            throw new TerminalException($"No stock for {order.Sku}", ErrorCode.Conflict);

        await ctx.Mailer().Send.Receipt(order.Id, delay: TimeSpan.FromHours(1));
        return new(charge.Id);
    }

    [Handler, Shared]
    public async Task<Progress> GetAsync(ISharedObjectContext ctx) => await ctx.GetAsync(_progress) ?? new("idle");
}

[VirtualObject]
public sealed partial class Warehouse
{
    private static readonly StateKey<int> _stock = new("stock");

    [Handler]
    public async Task ReserveAsync(IObjectContext ctx, int count) =>
        ctx.Set(_stock, await ctx.GetAsync(_stock) - count);

    [Handler]
    public static void Refill(IObjectContext ctx, int count) => ctx.Set(_stock, count);
}

[Service]
public sealed partial class Mailer
{
    [Handler]
    public static string Receipt(IContext ctx, string orderId) => $"{orderId} {ctx.InvocationId}";
}

[Workflow("Loans.Loan")]
public sealed partial class Loan
{
    private static readonly PromiseKey<bool> _approved = new("approved");

    [Handler("start")]
    public async Task<string> RunAsync(IWorkflowContext ctx, LoanRequest request)
    {
        var approval = ctx.Promise(_approved);
        var approved = await approval.WithinAsync(TimeSpan.FromDays(3)) && await approval;
        return approved ? $"{request.Amount} paid" : "declined";
    }

    [Handler(Accept = "*/*"), Shared]
    public static async ValueTask ApproveAsync(ISharedWorkflowContext ctx) => await ctx.ResolveAsync(_approved, true);
}

internal static class Callers
{
    public static async Task<Receipt> FromOutside(IHoldfastClient holdfast, Order order)
    {
        SendReceipt sent = await holdfast.Mailer().Send.Receipt(order.Id, TimeSpan.FromHours(1));
        await holdfast.Loan(sent.InvocationId).ApproveAsync();
        string _ = await holdfast.Loan("loan-1").AttachAsync();
        return await holdfast.Checkout("order-1").PayAsync(order, new() { IdempotencyKey = "order-1" });
    }
}
