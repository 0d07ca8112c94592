using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Services;

/// <summary>What an invocation is blocked on when it is cancelled.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BlockingOperation>))]
internal enum BlockingOperation
{
    [JsonStringEnumMemberName("CALL")]
    Call,

    [JsonStringEnumMemberName("SLEEP")]
    Sleep,

    [JsonStringEnumMemberName("AWAKEABLE")]
    Awakeable,
}

/// <summary>Waits for <see cref="CancelTestBlockingService"/>, and remembers that it was cancelled.</summary>
[VirtualObject]
internal sealed partial class CancelTestRunner
{
    private static readonly StateKey<bool> _canceled = new("canceled");

    [Handler]
    public async Task StartTestAsync(IObjectContext ctx, BlockingOperation operation)
    {
        try
        {
            await ctx.CancelTestBlockingService(ctx.Key).BlockAsync(operation);
        }
        catch (TerminalException failure) when (failure.Code == ErrorCode.Cancelled)
        {
            ctx.Set(_canceled, true);
        }
    }

    [Handler(Accept = "*/*")]
    public async Task<bool> VerifyTestAsync(IObjectContext ctx) => await ctx.GetAsync(_canceled);
}

/// <summary>Once unlocked, blocks for ever.</summary>
[VirtualObject]
internal sealed partial class CancelTestBlockingService
{
    private static readonly TimeSpan _long = TimeSpan.FromDays(1024);

    [Handler]
    public async Task BlockAsync(IObjectContext ctx, BlockingOperation operation)
    {
        var unlocked = ctx.Awakeable<string>();
        await ctx.AwakeableHolder(ctx.Key).Hold(unlocked.Id);
        await unlocked;
        switch (operation)
        {
            case BlockingOperation.Call:
                // Queues behind itself.
                await ctx.CancelTestBlockingService(ctx.Key).BlockAsync(operation);
                break;
            case BlockingOperation.Sleep:
                await ctx.SleepAsync(_long);
                break;
            default:
                await ctx.Awakeable<string>();
                break;
        }
    }

    [Handler(Accept = "*/*")]
    public void IsUnlocked(IObjectContext ctx)
    {
        // That it answers is the answer.
    }
}
