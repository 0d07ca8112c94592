using System.Text;

namespace Holdfast.Restate.Tests.Clients;

[Collection<ClientTests>]
public sealed class Attaching(ClientHost host)
{
    private IHoldfastClient Client => host.Client;

    [Fact]
    public async Task The_result_of_a_send_is_found_by_id_and_by_idempotency_key()
    {
        var target = new Target("Greeter", "greet");
        var options = new CallOptions { IdempotencyKey = "a/b ?%2F" };
        var sent = await Client.Greeter().Send.Greet("Ada", options: options);
        var byId = new InvocationTarget.ById(sent.InvocationId);
        var byKey = new InvocationTarget.ByIdempotencyKey(target, options.IdempotencyKey);

        Assert.Equal("Hello, Ada", await Client.AttachAsync<string>(byId));
        Assert.Equal("Hello, Ada", await Client.AttachAsync<string>(byKey));
        Assert.Equal("\"Hello, Ada\"", Encoding.UTF8.GetString((await Client.OutputAsync(byKey)).Span));
        using var client = new RestateClient(host.Options());
        Assert.Equal(sent.InvocationId, await client.LookupAsync(byKey));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a/b c%2F?")]
    public async Task An_idempotency_key_is_one_of_its_object(string idempotencyKey)
    {
        var options = new CallOptions { IdempotencyKey = idempotencyKey };
        Assert.Equal("x/y ü", await Client.Notebook("x/y ü").Key(options));
        var target = new InvocationTarget.ByIdempotencyKey(new("Notebook", "key", "x/y ü"), idempotencyKey);
        Assert.Equal("x/y ü", await Client.AttachAsync<string>(target));
    }

    [Fact]
    public async Task A_workflow_is_attached_to_by_its_key()
    {
        var workflow = Client.Approval("w/1");
        Assert.True((await workflow.Send.RunAsync("May I?")).IsNew);
        var run = new InvocationTarget.ByWorkflow("Approval", "w/1");
        var early = await Assert.ThrowsAsync<TerminalException>(() => Client.OutputAsync(run));
        Assert.Equal(ErrorCode.NotReady, early.Code);

        await workflow.AnswerAsync("Yes.");
        Assert.Equal("May I? Yes.", await workflow.AttachAsync());
        Assert.False((await workflow.Send.RunAsync("Again?")).IsNew);
    }

    [Fact]
    public async Task An_unknown_invocation_is_a_terminal_404()
    {
        var unknown = new InvocationTarget.ById("inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F");
        var failure = await Assert.ThrowsAsync<TerminalException>(() => Client.OutputAsync(unknown));
        Assert.Equal(ErrorCode.NotFound, failure.Code);
    }

    [Fact]
    public async Task An_awakeable_is_resolved()
    {
        var (sent, awakeable) = await WaitOnAwakeableAsync("resolved");
        await Client.ResolveAwakeableAsync(awakeable, Client.Serdes.For<string>().Serialize("now"));
        Assert.Equal("now", await Client.AttachAsync<string>(sent));
    }

    [Fact]
    public async Task An_awakeable_is_rejected()
    {
        var (sent, awakeable) = await WaitOnAwakeableAsync("rejected");
        await Client.RejectAwakeableAsync(awakeable, "not today, ü");
        var failure = await Assert.ThrowsAsync<TerminalException>(() => Client.AttachAsync<string>(sent));
        Assert.Equal(("not today, ü", ErrorCode.Internal), (failure.Message, failure.Code));
    }

    [Fact]
    public async Task A_cancelled_and_a_killed_invocation_fail_with_409()
    {
        var cancelled = await Client.Notebook("cancelled").Send.SleepAsync();
        await Client.CancelAsync(cancelled.InvocationId);
        Assert.Equal(ErrorCode.Cancelled, (await FailureOfAsync(cancelled)).Code);

        var killed = await Client.Notebook("killed").Send.SleepAsync();
        await Client.KillAsync(killed.InvocationId);
        Assert.Equal(ErrorCode.Conflict, (await FailureOfAsync(killed)).Code);
        var late = await Assert.ThrowsAsync<TerminalException>(() => Client.CancelAsync(killed.InvocationId));
        Assert.Equal(ErrorCode.Conflict, late.Code);
    }

    private async Task<(InvocationTarget Sent, string Awakeable)> WaitOnAwakeableAsync(string key)
    {
        var sent = await Client.Notebook(key).Send.WaitAsync();
        var info = await Eventually.AsyncOf(async () =>
            await host.Queries.FindAsync(sent.InvocationId) is { Status: InvocationStatus.Suspended } found
                ? found
                : null);
        Assert.StartsWith("awakeable sign_1", info.WaitingFor);
        return (new InvocationTarget.ById(sent.InvocationId), info.WaitingFor!.Split(' ')[1]);
    }

    private async Task<TerminalException> FailureOfAsync(SendReceipt sent) =>
        await Assert.ThrowsAsync<TerminalException>(() =>
            Client.AttachAsync<Unit>(new InvocationTarget.ById(sent.InvocationId)));
}
