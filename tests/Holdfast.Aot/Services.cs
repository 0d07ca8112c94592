using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Aot;

/// <summary>A parcel to be sent.</summary>
internal sealed record Parcel(string Recipient, decimal Weight);

/// <summary>What a shipment came to.</summary>
internal sealed record Shipment(string Label, int Stamps, DateTimeOffset At);

/// <summary>All that goes over the wire or onto the disk.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Parcel))]
[JsonSerializable(typeof(Shipment))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
internal sealed partial class AotJson : JsonSerializerContext;

/// <summary>A dependency that handlers get by their constructors.</summary>
internal sealed class Printer(string unit)
{
    public Task<string> PrintAsync(Parcel parcel) => Task.FromResult($"[{parcel.Recipient}, {parcel.Weight} {unit}]");
}

/// <summary>A service: a recorded side effect, and an error that is final.</summary>
[Service]
internal sealed partial class Labels(Printer printer)
{
    [Handler]
    public async Task<string> PrintAsync(IContext ctx, Parcel parcel)
    {
        if (parcel.Weight > 30)
            throw new TerminalException($"{parcel.Weight} kg is too heavy", ErrorCode.BadRequest);
        return await ctx.RunAsync("print", _ => printer.PrintAsync(parcel));
    }
}

/// <summary>A virtual object: state.</summary>
[VirtualObject]
internal sealed partial class Stamps
{
    private static readonly StateKey<int> _count = new("count");

    [Handler]
    public async Task<int> UseAsync(IObjectContext ctx, int count)
    {
        var used = await ctx.GetAsync(_count) + count;
        ctx.Set(_count, used);
        return used;
    }

    [Handler, Shared]
    public async Task<int> CountAsync(ISharedObjectContext ctx) => await ctx.GetAsync(_count);
}

/// <summary>A workflow: a promise, a timer, and calls of the others.</summary>
[Workflow]
internal sealed partial class Shipping
{
    private static readonly PromiseKey<bool> _approval = new("approval");

    [Handler]
    public async Task<Shipment> RunAsync(IWorkflowContext ctx, Parcel parcel)
    {
        if (!await ctx.Promise(_approval))
            throw new TerminalException("Not approved", ErrorCode.Conflict);
        await ctx.SleepAsync(TimeSpan.FromMilliseconds(1));
        var label = ctx.Labels().PrintAsync(parcel);
        var stamps = ctx.Stamps("office").UseAsync(3);
        return new(await label, await stamps, await ctx.NowAsync());
    }

    [Handler, Shared]
    public async Task ApproveAsync(ISharedWorkflowContext ctx, bool approved) =>
        await ctx.ResolveAsync(_approval, approved);
}
