namespace Holdfast.Restate.Tests.Clients;

[Collection<ClientTests>]
public sealed class Listing(ClientHost host)
{
    private IInvocationQueries Queries => host.Queries;

    [Fact]
    public async Task What_nobody_knows_is_not_found()
    {
        Assert.Null(await Queries.FindAsync("inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F"));
        Assert.Null(await Queries.FindAsync("' OR id IS NOT NULL --"));
    }

    [Theory]
    [InlineData("' OR '1'='1")]
    [InlineData("x'; --")]
    [InlineData("a\\' \"b\" %_ ü🙂")]
    public async Task A_hostile_key_finds_its_own_invocations_only(string key)
    {
        await host.Client.Notebook(key).Write("mine");
        var page = await Queries.ListAsync(new() { Key = key });
        var found = Assert.Single(page.Items);
        Assert.Equal(new Target("Notebook", "write", key), found.Target);
        Assert.Empty((await Queries.ListAsync(new() { Key = key, Handler = "read" })).Items);
        Assert.Empty((await Queries.ListAsync(new() { Key = key, Service = "Greeter" })).Items);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_and_miss_none()
    {
        const string Key = "pages";
        var sent = new List<string>();
        for (var i = 0; i < 7; i++)
            sent.Add((await host.Client.Notebook(Key).Send.Write($"note {i}")).InvocationId);
        await Eventually.IsAsync(async () => await host.Client.Notebook(Key).ReadAsync() == "note 6");

        var listed = new List<InvocationInfo>();
        var query = new InvocationQuery { Key = Key, Handler = "write", Limit = 3 };
        do
        {
            var page = await Queries.ListAsync(query);
            Assert.InRange(page.Items.Count, 0, 3);
            listed.AddRange(page.Items);
            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null);

        Assert.Equal(sent.Order(), listed.Select(info => info.Id).Order());
        Assert.Equal(listed.OrderByDescending(info => info.CreatedAt).Select(info => info.CreatedAt),
            listed.Select(info => info.CreatedAt));
    }

    [Fact]
    public async Task A_completed_invocation_says_when_it_ended()
    {
        var sent = await host.Client.Greeter().Send.Greet("Ada", options: new() { IdempotencyKey = "listed" });
        var info = await WhenAsync(sent, InvocationStatus.Completed);
        Assert.Equal("listed", info.IdempotencyKey);
        Assert.True(info.CompletedAt >= info.CreatedAt);
        Assert.Null(info.FailureCode);
        Assert.Null(info.LastFailure);
        Assert.Null(info.WaitingFor);
    }

    [Fact]
    public async Task A_failed_invocation_says_with_what()
    {
        var sent = await host.Client.Greeter().Send.Refuse(new("[no] such\nthing", 404));
        var info = await WhenAsync(sent, InvocationStatus.Completed);
        Assert.Equal((404, "[no] such\nthing"), (info.FailureCode, info.LastFailure));
    }

    [Fact]
    public async Task One_that_fails_again_and_again_says_why_and_when_it_is_tried_next()
    {
        const string Reason = "InvalidOperationException: out of order\nfor now";
        var sent = await host.Client.Greeter().Send.Break();
        var info = await WhenAsync(sent, InvocationStatus.BackingOff);
        Assert.Equal(Reason, info.LastFailure);
        Assert.True(info.NextRetryAt > info.CreatedAt);
        Assert.True(info.RetryCount >= 1);
        await host.Admin.PauseAsync(sent.InvocationId);
        var paused = await WhenAsync(sent, InvocationStatus.Paused);
        Assert.Equal((Reason, null), (paused.LastFailure, paused.NextRetryAt));
        await host.Admin.KillAsync(sent.InvocationId);
    }

    [Fact]
    public async Task One_that_waits_says_for_what()
    {
        var notebook = host.Client.Notebook("waits");
        var sleeper = await notebook.Send.SleepAsync();
        var next = await notebook.Send.SleepAsync();
        var caller = await host.Client.Notebook("caller").Send.SleepElsewhereAsync();
        var approval = await host.Client.Approval("waits").Send.RunAsync("May I?");

        Assert.StartsWith("sleep until ", (await WhenAsync(sleeper, InvocationStatus.Suspended)).WaitingFor);
        Assert.Equal("its turn on Notebook/waits", (await WhenAsync(next, InvocationStatus.Pending)).WaitingFor);
        Assert.Equal(
            "call to Notebook/elsewhere/sleep", (await WhenAsync(caller, InvocationStatus.Suspended)).WaitingFor);
        Assert.Equal("promise 'answer'", (await WhenAsync(approval, InvocationStatus.Suspended)).WaitingFor);
        var suspended = await Queries.ListAsync(new() { Status = InvocationStatus.Suspended, Key = "waits" });
        Assert.Equal(2, suspended.Items.Count);
    }

    private Task<InvocationInfo> WhenAsync(SendReceipt sent, InvocationStatus status) =>
        Eventually.AsyncOf(async () =>
            await Queries.FindAsync(sent.InvocationId) is { } info && info.Status == status ? info : null);
}
