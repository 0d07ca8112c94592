namespace Holdfast.Engine.Tests.Http;

/// <summary>The services of the recorded contract: those of tests/golden/ingress/record/services.mjs.</summary>
internal static class ContractServices
{
    private static readonly StateKey<int> _sum = new("sum");
    private static readonly StateKey<string> _awakeable = new("id");

    public static IEnumerable<ServiceDefinition> All => [Greeter(), Secret(), Counter(), Gate()];

    private static ServiceDefinition Greeter() => ServiceDefinition.Service("Greeter")
        .Handler<string, string>("greet", (_, _, name) => Task.FromResult($"Hello, {name}"))
        .Handler<byte[], byte[]>("bytes", (_, _, value) => Task.FromResult(value))
        .Handler<Unit, Unit>("nothing", (_, _, _) => Task.FromResult(Unit.Value))
        .Handler<Unit, string[]>("headers", (_, context, _) =>
            Task.FromResult(context.Headers.Select(header => $"{header.Key}: {header.Value}").ToArray()))
        .Handler<Failing, string>("fail", (_, _, how) =>
            throw new TerminalException(how.Message, how.Code ?? 500, how.Metadata))
        .Handler<Unit, string>("never", async (_, context, _) => await context.Awakeable<string>())
        .Handler<string, string>("hidden", (_, _, _) => Task.FromResult("seen"), new HandlerOptions { Private = true });

    private static ServiceDefinition Secret() => ServiceDefinition.Service("Secret")
        .With(new HandlerOptions { Private = true })
        .Handler<string, string>("tell", (_, _, _) => Task.FromResult("told"));

    private static ServiceDefinition Counter() => ServiceDefinition.VirtualObject("Counter")
        .Handler<int, int>("add", async (_, context, amount) =>
        {
            var sum = await context.GetAsync(_sum) + amount;
            context.Set(_sum, sum);
            return sum;
        })
        .Shared<Unit, string>("key", (_, context, _) => Task.FromResult(context.Key));

    private static ServiceDefinition Gate() => ServiceDefinition.Workflow("Gate")
        .Handler<string, string>("run", async (_, context, name) =>
        {
            var awakeable = context.Awakeable<string>();
            context.Set(_awakeable, awakeable.Id);
            return $"{name}: {await awakeable}";
        })
        .Shared<Unit, string>("id", async (_, context, _) => await context.GetAsync(_awakeable) ?? "");

    private sealed record Failing(string Message, int? Code, Dictionary<string, string>? Metadata);
}
