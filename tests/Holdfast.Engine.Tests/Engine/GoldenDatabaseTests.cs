using Holdfast.Embedded;
using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Holdfast.Engine.Tests;

/// <summary>Databases that older releases wrote are opened and finished by this one. A README is beside them.</summary>
public sealed class GoldenDatabaseTests
{
    private const string Write = "HOLDFAST_WRITE_GOLDEN_DATABASE";
    private static readonly PromiseKey<string> _word = new("word");
    private static readonly StateKey<string> _list = new("list");
    private static readonly TimeSpan _month = TimeSpan.FromDays(30);
    private static readonly DirectoryInfo _databases = new(SourceTree.PathOf("tests", "golden", "databases"));

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task What_an_older_release_left_unfinished_is_finished_by_this_one(string version)
    {
        await using var host = EmbeddedHost.Start(
            new EmbeddedOptions { Retention = TimeSpan.FromDays(1_000) }, Offered(healthy: true));
        host.Time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var golden = Path.Combine(_databases.FullName, version, Database.FileName);
        var data = Path.Combine(host.DataDirectory, Database.FileName);
        await host.RestartAsync(() => File.Copy(golden, data, overwrite: true));
        var all = (await host.Engine.ListAsync(new InvocationQuery(), default)).Items;
        InvocationInfo Of(string service) => all.Single(info => info.Target.Service == service);
        Assert.Equal(InvocationStatus.Suspended, Of("sleeping").Status);
        Assert.Equal(InvocationStatus.BackingOff, Of("failing").Status);
        Assert.Equal(InvocationStatus.Paused, Of("pausing").Status);
        Assert.Equal(InvocationStatus.Scheduled, Of("scheduled").Status);
        Assert.Equal(
            "\"done\"",
            Text(await host.Client.CallAsync(
                new Target("done", "go"), "\"other input\""u8.ToArray(), new CallOptions { IdempotencyKey = "once" })));

        await host.Client.ResolveAwakeableAsync(AwakeableId.Format(Of("awaiting").Id, 17), "\"awakened\""u8.ToArray());
        await host.Client.CallAsync<string, Unit>(new Target("flow", "tell", "f"), "told");
        await host.Engine.ResumeAsync(Of("pausing").Id, default);
        var results = new Dictionary<string, string>();
        foreach (var info in all.Where(info => info.Status != InvocationStatus.Completed))
        {
            await host.AdvanceUntilAsync(info.Id, InvocationStatus.Completed, TimeSpan.FromHours(1));
            var result = Text(await host.Client.AttachAsync(new InvocationTarget.ById(info.Id)));
            results[info.Target.Service == "list" ? $"list {result}" : info.Target.Service] = result;
        }

        Assert.Equal("\"slept\"", results["sleeping"]);
        Assert.Equal("\"awakened\"", results["awaiting"]);
        Assert.Equal("\"recovered\"", results["failing"]);
        Assert.Equal("\"recovered\"", results["pausing"]);
        Assert.Equal("\"started\"", results["scheduled"]);
        Assert.Equal("\"the child slept\"", results["calling"]);
        Assert.Equal("\"told\"", results["flow"]);
        Assert.Equal("\"abc\"", results["list \"abc\""]);
        Assert.Contains("list \"a\"", results.Keys);
        Assert.Contains("list \"ab\"", results.Keys);
    }

    /// <summary>Run once per schema version, with the variable set to the version's folder; commit the file.</summary>
    [Fact]
    public async Task A_golden_database_of_this_release_is_written_when_asked_for()
    {
        var version = Environment.GetEnvironmentVariable(Write) ?? "";
        Assert.SkipWhen(version.Length == 0, $"{Write} does not name a version");
        await using var host = EmbeddedHost.Start(new EmbeddedOptions(), Offered(healthy: false));
        var once = new CallOptions { IdempotencyKey = "once" };
        await host.Client.CallAsync<string, string>(new Target("done", "go"), "", once);
        var sent = new List<(string Id, InvocationStatus Status)>();
        async Task SendAsync(Target target, InvocationStatus status, TimeSpan? delay = null) =>
            sent.Add(((await host.Client.SendAsync(target, "", delay)).InvocationId, status));
        await SendAsync(new Target("sleeping", "go"), InvocationStatus.Suspended);
        await SendAsync(new Target("awaiting", "go"), InvocationStatus.Suspended);
        await SendAsync(new Target("failing", "go"), InvocationStatus.BackingOff);
        await SendAsync(new Target("pausing", "go"), InvocationStatus.Paused);
        await SendAsync(new Target("scheduled", "go"), InvocationStatus.Scheduled, _month);
        await SendAsync(new Target("calling", "go"), InvocationStatus.Suspended);
        await SendAsync(new Target("flow", "run", "f"), InvocationStatus.Suspended);
        foreach (var item in (string[])["a", "b", "c"])
            await host.Client.SendAsync(new Target("list", "append", "k"), item);
        foreach (var (id, status) in sent)
            await host.AdvanceUntilAsync(id, status, TimeSpan.FromSeconds(10));
        var file = Path.Combine(_databases.FullName, version, Database.FileName);
        await host.RestartAsync(() =>
        {
            var data = Path.Combine(host.DataDirectory, Database.FileName);
            using var connection = new SqliteConnection($"Data Source={data};Pooling=False");
            connection.Open();
            connection.Execute("VACUUM");
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(data, file, overwrite: true);
        });
    }

    private static ServiceDefinition[] Offered(bool healthy) =>
    [
        Service("done", (_, _) => Task.FromResult("done")),
        Service("scheduled", (_, _) => Task.FromResult("started")),
        Service("sleeping", async (ctx, _) =>
        {
            await ctx.RunAsync(
                "before", _ => healthy ? throw new InvalidOperationException("ran again") : Task.CompletedTask);
            await ctx.SleepAsync(_month);
            return "slept";
        }),
        Service("awaiting", async (ctx, _) => await ctx.Awakeable<string>()),
        Service(
            "failing",
            (_, _) => healthy ? Task.FromResult("recovered") : throw new InvalidOperationException("failed"),
            new RetryPolicy { InitialInterval = _month, MaxInterval = _month }),
        Service(
            "pausing",
            (_, _) => healthy ? Task.FromResult("recovered") : throw new InvalidOperationException("failed"),
            new RetryPolicy { MaxAttempts = 1 }),
        Service(
            "calling",
            async (ctx, _) => $"the child {await ctx.CallAsync<string, string>(new Target("child", "go"), "")}"),
        Service("child", async (ctx, _) =>
        {
            await ctx.SleepAsync(_month);
            return "slept";
        }),
        ServiceDefinition.VirtualObject("list").Handler<string, string>("append", async (_, ctx, item) =>
        {
            var list = await ctx.GetAsync(_list) + item;
            ctx.Set(_list, list);
            await ctx.SleepAsync(TimeSpan.FromDays(10));
            return list;
        }),
        ServiceDefinition.Workflow("flow")
            .Handler<string, string>("run", async (_, ctx, _) => await ctx.Promise(_word))
            .Shared<string, Unit>("tell", async (_, ctx, word) =>
            {
                await ctx.ResolveAsync(_word, word);
                return default;
            }),
    ];

    private static ServiceDefinition Service(
        string name, Func<IContext, string, Task<string>> handler, RetryPolicy? retry = null) =>
        ServiceDefinition.Service(name).Handler<string, string>(
            "go", (_, ctx, input) => handler(ctx, input), retry is null ? null : new HandlerOptions { Retry = retry });

    private static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);
}
