using System.Collections.Concurrent;

namespace Holdfast.Engine.Tests;

public sealed class RejectionTests
{
    private static readonly PromiseKey<string> _decision = new("decision");
    private static readonly Dictionary<string, string> _why = new() { ["why"] = "too late" };

    [Theory]
    [InlineData("awakeable")]
    [InlineData("signal")]
    [InlineData("promise")]
    public async Task Code_reason_and_pairs_of_a_rejection_reach_who_waits_also_after_a_restart(string kind)
    {
        using var ids = new BlockingCollection<string>();
        await using var host = EmbeddedHost.Start(Approval(ids), Services.Sleeper());
        var waiting = await host.Client.SendAsync(new Target("approval", "run", "k"), kind);
        var rejected = new Rejected(kind, kind == "awakeable" ? ids.Take() : waiting.InvocationId);
        await host.Client.CallAsync<Rejected, Unit>(new Target("approval", "reject", "k"), rejected);
        await host.RestartAsync();
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.AttachAsync<string>(new InvocationTarget.ById(waiting.InvocationId))
                .WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((410, "closed"), (error.Code, error.Message));
        Assert.Equal("too late", error.Metadata!["why"]);
    }

    private static ServiceDefinition Approval(BlockingCollection<string> ids) => ServiceDefinition.Workflow("approval")
        .Handler<string, string>("run", async (_, ctx, kind) =>
        {
            if (kind == "promise")
                return await ctx.Promise(_decision);
            if (kind == "signal")
                return await ctx.Signal<string>("decision");
            var awakeable = ctx.Awakeable<string>();
            await ctx.RunAsync("tell", _ => Task.Run(() => ids.Add(awakeable.Id)));
            return await awakeable;
        })
        .Shared<Rejected, Unit>("reject", async (_, ctx, of) =>
        {
            if (of.Kind == "promise")
                await ctx.RejectAsync(_decision, "closed", 410, _why);
            else if (of.Kind == "signal")
                ctx.RejectSignal(of.Id, "decision", "closed", 410, _why);
            else
                ctx.RejectAwakeable(of.Id, "closed", 410, _why);
            return default;
        });

    private sealed record Rejected(string Kind, string Id);
}
