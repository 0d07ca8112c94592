namespace Holdfast.Engine.Tests.Simulation;

/// <summary>One thing that a simulated handler does.</summary>
/// <param name="Kind">What.</param>
/// <param name="Amount">Seconds, or how often it fails.</param>
/// <param name="Key">The list that it appends to.</param>
internal sealed record Step(string Kind, int Amount, string Key)
{
    public static readonly string[] Kinds = ["sleep", "run", "call", "send", "later", "awakeable", "flaky", "pair"];
}

/// <summary>What a simulated handler is asked to do.</summary>
internal sealed record Script(string Name, Step[] Steps);

/// <summary>The services of one life of the engine. They tell the world what they see.</summary>
internal sealed class SimulatedServices(World world, Life life, Func<long>? position = null)
{
    public static readonly PromiseKey<int> Decision = new("decision");
    private static readonly StateKey<string[]> _items = new("items");

    public ServiceDefinition[] All() =>
    [
        ServiceDefinition.Service("script").Handler<Script, string>("go", (_, ctx, script) => PlayAsync(ctx, script)),
        ServiceDefinition.VirtualObject("list")
            .Handler<string, int>("append", (_, ctx, token) => AppendAsync(ctx, token))
            .Shared<Unit, string[]>("get", async (_, ctx, _) => await ctx.GetAsync(_items) ?? []),
        ServiceDefinition.Workflow("flow")
            .Handler<Unit, string>("run", async (_, ctx, _) => $"decided {await ctx.Promise(Decision)}")
            .Shared<int, Unit>("decide", async (_, ctx, value) =>
            {
                await ctx.ResolveAsync(Decision, value);
                return default;
            }),
    ];

    private async Task<int> AppendAsync(IObjectContext ctx, string token)
    {
        var seen = new List<string>();
        var items = await ctx.GetAsync(_items) ?? [];
        await RunAsync(ctx, token, seen);
        if (token.Length % 2 == 0)
            await ctx.SleepAsync(TimeSpan.FromSeconds(token.Length));
        ctx.Set(_items, [.. items, token]);
        life.Behind[ctx.InvocationId] = seen;
        return items.Length;
    }

    private async Task<string> PlayAsync(IContext ctx, Script script)
    {
        var seen = new List<string>();
        for (var i = 0; i < script.Steps.Length; i++)
            await PlayAsync(ctx, $"{script.Name}.{i}", script.Steps[i], seen);
        life.Behind[ctx.InvocationId] = seen;
        return $"played {script.Name}";
    }

    private async Task PlayAsync(IContext ctx, string name, Step step, List<string> seen)
    {
        var append = new Target("list", "append", step.Key);
        switch (step.Kind)
        {
            case "sleep":
                await SleepAsync(ctx, step.Amount);
                break;
            case "run":
                await RunAsync(ctx, name, seen);
                break;
            case "call":
                await ctx.CallAsync<string, int>(append, name);
                seen.Add(name);
                break;
            case "send":
                await ctx.SendAsync(append, name);
                break;
            case "later":
                await ctx.SendAsync(append, name, TimeSpan.FromSeconds(step.Amount));
                break;
            case "awakeable":
                var awakeable = ctx.Awakeable<string>();
                await ctx.RunAsync("tell", _ => Task.Run(() => world.Awakeables[awakeable.Id] = name));
                world.Check(await awakeable == name, $"{name} got the value of another awakeable");
                break;
            case "flaky":
                if (world.Failures.AddOrUpdate(name, 1, (_, count) => count + 1) <= step.Amount)
                    throw new InvalidOperationException("not yet");
                break;
            case "pair":
                var call = ctx.CallAsync<string, int>(append, name);
                await ctx.SleepAsync(TimeSpan.FromSeconds(step.Amount));
                await call;
                seen.Add(name);
                break;
        }
    }

    private async Task SleepAsync(IContext ctx, int seconds)
    {
        var before = await ctx.NowAsync();
        await ctx.SleepAsync(TimeSpan.FromSeconds(seconds));
        var slept = await ctx.NowAsync() - before;
        world.Check(
            slept + world.SetBack >= TimeSpan.FromSeconds(seconds),
            $"a sleep of {seconds} s took {slept.TotalSeconds} s");
    }

    // A handler may get a result that a crash forgets, as long as nobody else can have learnt of it.
    private async Task RunAsync(IContext ctx, string name, List<string> seen)
    {
        var value = await ctx.RunAsync(name, _ =>
        {
            life.Bind(seen, position?.Invoke() ?? 0);
            world.Check(!life.Binding.ContainsKey(name), $"run {name} had become binding, and ran again");
            return Task.FromResult(Interlocked.Increment(ref world.Runs));
        });
        world.Check(
            life.Binding.GetValueOrDefault(name, value) == value && life.Got.GetOrAdd(name, value) == value,
            $"run {name} had another result before it had {value}");
        seen.Add(name);
    }
}
