using System.Globalization;
using Holdfast.Generators.Determinism;
using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Generators;

/// <summary>Each rule with code that it finds, and with its neighbours that it must leave alone.</summary>
public sealed class DeterminismRules
{
    [Theory]
    [InlineData("HF0101", "var now = DateTime.UtcNow;")]
    [InlineData("HF0101", "var now = DateTimeOffset.Now;")]
    [InlineData("HF0101", "var now = time.GetUtcNow();")]
    [InlineData("HF0101", "var id = Guid.NewGuid();")]
    [InlineData("HF0101", "var number = new Random().Next();")]
    [InlineData("HF0101", "var number = Random.Shared.Next();")]
    [InlineData("HF0101", "var watch = System.Diagnostics.Stopwatch.StartNew();")]
    [InlineData("HF0101", "var ids = new[] { 1 }.Select(_ => Guid.NewGuid()).ToList();")]
    [InlineData("HF0102", "await Task.Delay(1000);")]
    [InlineData("HF0102", "Thread.Sleep(1000);")]
    [InlineData("HF0102", "await Task.Run(() => 1);")]
    [InlineData("HF0102", "await Task.Yield();")]
    [InlineData("HF0102", "new Thread(() => { });")]
    [InlineData("HF0102", "Parallel.For(0, 9, _ => { });")]
    [InlineData("HF0103", "await http.GetStringAsync(\"https://a.b\");")]
    [InlineData("HF0103", "await http.GetStringAsync(\"https://a.b\").ConfigureAwait(false);")]
    [InlineData("HF0103", "var page = http.GetStringAsync(\"https://a.b\"); await page;")]
    [InlineData("HF0103", "await Task.WhenAll(http.GetStringAsync(\"https://a.b\"), Task.CompletedTask);")]
    [InlineData("HF0103", "await (ctx.Key == \"\" ? Task.CompletedTask : gate.WaitAsync());")]
    [InlineData("HF0103", "await gateway.ChargeAsync(1);")]
    [InlineData("HF0103", "await foreach (var line in File.ReadLinesAsync(\"a\")) { }")]
    [InlineData("HF0103", "lock (gate) { }")]
    [InlineData("HF0103", "gate.Wait();")]
    [InlineData("HF0103", "var charge = gateway.ChargeAsync(1).Result;")]
    [InlineData("HF0103", "Func<Task<string>> load = () => http.GetStringAsync(\"https://a.b\"); await load();")]
    [InlineData("HF0104", "await ctx.RunAsync(\"a\", async ct => { await ctx.SleepAsync(TimeSpan.Zero); });")]
    [InlineData("HF0104", "await ctx.RunAsync(\"a\", ct => Task.FromResult(ctx.NewGuid()));")]
    [InlineData("HF0104", "await ctx.RunAsync(\"a\", ct => Task.FromResult(ctx.Random.Next()));")]
    [InlineData("HF0104", "await ctx.RunAsync(\"a\", ct => DurablyAsync(ctx));")]
    [InlineData("HF0104", "await ctx.RunAsync(\"a\", Go); async Task Go(CancellationToken c) => await ctx.NowAsync();")]
    [InlineData("HF0105", "ctx.SleepAsync(TimeSpan.Zero);")]
    [InlineData("HF0106", "foreach (var item in table) await ctx.SendAsync(new Target(\"S\", \"h\"), item);")]
    [InlineData("HF0106", "foreach (var item in table.Keys) await DurablyAsync(ctx);")]
    [InlineData("HF0106", "foreach (var item in set.Where(i => i > 1)) await DurablyAsync(ctx);")]
    [InlineData("HF0106", "await DurableTask.WhenAll(set.Select(i => ctx.SleepAsync(TimeSpan.FromDays(i))).ToList());")]
    [InlineData("HF0107", "using var file = new MemoryStream(); await DurablyAsync(ctx);")]
    [InlineData("HF0107", "using (new MemoryStream()) { await ctx.NowAsync(); }")]
    [InlineData("HF0107", "await using var file = new MemoryStream(); await ctx.NowAsync();")]
    [InlineData("HF0108", "_count = 1;")]
    [InlineData("HF0108", "_count++;")]
    [InlineData("HF0108", "Interlocked.Increment(ref _count);")]
    public async Task An_offence_is_found(string id, string statements) =>
        Assert.Equal([id], (await FindAsync(statements)).Select(found => found.Id).Distinct());

    [Theory]
    [InlineData(
        "var now = await ctx.NowAsync(); var id = ctx.NewGuid(); "
        + "var number = ctx.Random.Next() + new Random(1).Next();")]
    [InlineData("var made = await ctx.RunAsync(\"id\", ct => Task.FromResult((Guid.NewGuid(), DateTime.UtcNow)));")]
    [InlineData("await ctx.RunAsync(\"wait\", async ct => { await Task.Delay(1, ct); _count++; });")]
    [InlineData("await ctx.RunAsync(\"ask\", ct => http.GetStringAsync($\"https://a.b/{ctx.Key}\", ct));")]
    [InlineData(
        "await ctx.RunAsync(\"ask\", Ask); "
        + "Task<string> Ask(CancellationToken ct) => http.GetStringAsync(\"https://a.b\", ct);")]
    [InlineData(
        "await DurablyAsync(ctx); await Task.WhenAll(DurablyAsync(ctx), DurablyAsync(ctx)).ConfigureAwait(false);")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(_ => DurablyAsync(ctx)));")]
    [InlineData("await Task.CompletedTask; await Task.FromResult(1); await ValueTask.CompletedTask;")]
    [InlineData(
        "var waiting = ctx.Awakeable<int>(); await waiting; await waiting.Result.WithinAsync(TimeSpan.FromDays(1));")]
    [InlineData("var sleep = ctx.SleepAsync(TimeSpan.Zero); await DurableTask.WhenAny(sleep, ctx.NowAsync());")]
    [InlineData("_ = ctx.SendAsync(new Target(\"S\", \"h\"), 1);")]
    [InlineData(
        "foreach (var item in table) item.ToString(); foreach (var item in set.Order()) await DurablyAsync(ctx);")]
    [InlineData("foreach (var item in new SortedDictionary<int, int>()) await DurablyAsync(ctx);")]
    [InlineData(
        "using (new MemoryStream()) { } "
        + "await ctx.RunAsync(\"a\", async ct => { using var s = new MemoryStream(); await s.FlushAsync(ct); });")]
    [InlineData("await ctx.NowAsync(); using var stream = new MemoryStream(); stream.Flush();")]
    [InlineData("_mine = 1; var local = _count; local++;")]
    [InlineData("await RetryAsync(ctx, () => http.GetStringAsync(\"https://a.b\"));")]
    [InlineData("await gateway.WithAsync(new Saga(ctx)); await new Saga(ctx).EndAsync();")]
    public async Task What_is_deterministic_is_left_alone(string statements) =>
        Assert.Empty(await FindAsync(statements));

    [Fact]
    public async Task A_message_names_the_handler_the_code_and_the_remedy() => Assert.Equal(
        "'S.H' uses 'Guid.NewGuid', which differs on every replay; use 'ctx.NewGuid()', which repeats on replay",
        (await FindAsync("Guid.NewGuid();")).Single().Message);

    [Theory]
    [InlineData("Direct();", "static void Direct() => _ = DateTime.Now;", "S.Direct")]
    [InlineData("Outer();", "void Outer() => Inner(); void Inner() { Outer(); _ = DateTime.Now; }", "S.Inner")]
    [InlineData("_ = Now;", "static DateTime Now => DateTime.Now;", "S.Now")]
    [InlineData("new Other().Use();", "class Other { public void Use() => _ = DateTime.Now; }", "Other.Use")]
    [InlineData("new Other();", "class Other { public Other() => _ = DateTime.Now; }", "new Other")]
    [InlineData("1.Go();", "} static class Ints { public static void Go(this int i) => _ = DateTime.Now;", "Ints.Go")]
    [InlineData("Local(); void Local() => _ = DateTime.Now;", "", "Local")]
    public async Task Calls_are_followed(string statements, string members, string through)
    {
        var (id, message) = Assert.Single(await FindAsync(statements, members));

        Assert.Equal("HF0101", id);
        Assert.Contains($"uses 'DateTime.Now' through '{through}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_for_outside_is_not_for_handlers()
    {
        var (id, message) = Assert.Single(await FindAsync("await holdfast.S(\"key\").H();"));

        Assert.Equal("HF0103", id);
        Assert.Contains("'HoldfastClientExtensions.CallAsync' through 'SIngress.H'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_outside_of_handlers_is_free() =>
        Assert.Empty(await FindAsync("", "public async Task Free() { await Task.Delay(_count = 1); }"));

    [Theory]
    [InlineData("class Job : IJob<int> { public async Task DoAsync(IContext ctx, int i) => await Task.Delay(i); }")]
    [InlineData("class Job : IJob<int> { async Task IJob<int>.DoAsync(IContext c, int i) => await Task.Delay(i); }")]
    [InlineData("class Job : Base { public override async Task DoAsync(IContext ctx, int i) => await Task.Delay(i); }")]
    public async Task What_implements_an_interface_and_takes_a_context_is_a_handler(string job)
    {
        var found = Assert.Single(await FindInJobAsync(job));

        Assert.Equal("HF0102", found.Id);
        Assert.Contains("uses 'Task.Delay'", MessageOf(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class Job { public async Task DoAsync(IContext ctx, int i) => await Task.Delay(i); }")]
    [InlineData("class Job { public static async Task DoAsync(IContext ctx, int i) => await Task.Delay(i); }")]
    [InlineData("class Job : IDisposable { public async void Dispose() => await Task.Delay(1); }")]
    [InlineData("class Job : IJob<int> { public async Task DoAsync(IContext ctx, int i) => await ctx.NowAsync(); }")]
    public async Task Other_methods_are_free(string job) => Assert.Empty(await FindInJobAsync(job));

    [Theory]
    [InlineData("Handler", "async (services, ctx, request) => { await Task.Delay(1); return 1; }", "h")]
    [InlineData("Shared", "async (services, ctx, request) => { await Task.Delay(1); return 1; }", "h")]
    [InlineData("Handler", "HandleAsync", "Program.HandleAsync")]
    public async Task Code_given_to_a_definition_is_a_handler(string method, string code, string name)
    {
        var source = $$"""
            class Program
            {
                static readonly ServiceDefinition Definition = ServiceDefinition.VirtualObject("S")
                    .{{method}}<int, int>("h", {{code}});

                {{(code == "HandleAsync" ? HandleAsync : "")}}
            }
            """;
        var found = Assert.Single(await UserCode.Build(source).AnalyzeAsync(new DeterminismAnalyzer()));

        Assert.Equal("HF0102", found.Id);
        Assert.StartsWith($"'{name}' uses 'Task.Delay'", MessageOf(found), StringComparison.Ordinal);
    }

    private const string HandleAsync =
        "static async Task<int> HandleAsync(IServiceProvider s, IContext c, int i) { await Task.Delay(1); return 1; }";

    private static string MessageOf(Diagnostic found) => found.GetMessage(CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<Diagnostic>> FindInJobAsync(string job)
    {
        var compilation = UserCode.Build($$"""
            public interface IJob<T> { Task DoAsync(IContext ctx, T item); }
            public abstract class Base : IJob<int> { public abstract Task DoAsync(IContext ctx, int item); }
            public {{job}}
            """);
        Assert.Empty(compilation.Errors());
        return await compilation.AnalyzeAsync(new DeterminismAnalyzer());
    }

    private static async Task<IReadOnlyList<(string Id, string Message)>> FindAsync(
        string statements, string members = "")
    {
        var source = $$"""
            using System.IO;

            public interface IGateway { Task<int> ChargeAsync(int amount); Task WithAsync(Saga saga); }

            public class Saga(IContext ctx) { public virtual async Task EndAsync() => await ctx.NowAsync(); }

            [VirtualObject]
            public sealed partial class S(
                HttpClient http, TimeProvider time, SemaphoreSlim gate, IGateway gateway, IHoldfastClient holdfast,
                Dictionary<int, int> table, HashSet<int> set)
            {
                static int _count;
                int _mine;

                [Handler]
                public async Task H(IObjectContext ctx)
                {
                    {{statements}}
                }

                static async Task RetryAsync<T>(IContext ctx, Func<Task<T>> action) =>
                    await ctx.RunAsync("a", _ => action());

                static async Task DurablyAsync(IContext ctx) => await ctx.NowAsync();

                {{members}}
            }
            """;
        var compilation = UserCode.Build(source);
        Assert.Empty(compilation.Errors());
        var found = await compilation.AnalyzeAsync(new DeterminismAnalyzer());
        return [.. found.Select(diagnostic => (diagnostic.Id, MessageOf(diagnostic)))];
    }
}
