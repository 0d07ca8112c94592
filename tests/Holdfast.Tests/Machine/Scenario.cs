using Holdfast.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Machine;

/// <summary>One attempt of a handler, told as given (journal), when (handler), then (messages).</summary>
internal sealed record Scenario
{
    public const string InvocationId = "inv_1aaaaaaaaaaa0bbbbbbbbbbbbbbbbbbbbb";

    public static readonly InputCommand NoInput = new(ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>());

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public IReadOnlyList<JournalEntry> Journal { get; init; } = [NoInput];

    public IReadOnlyList<EngineMessage> Script { get; init; } = [];

    public HandlerOptions? Options { get; init; }

    public Func<AttemptStart, AttemptStart> Start { get; init; } = start => start;

    public bool AcknowledgesRuns { get; init; } = true;

    public bool SendsFullRunCompletions { get; init; }

    public TimeProvider Time { get; init; } = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now);

    /// <summary>The journal after the input.</summary>
    public static Scenario Given(params IEnumerable<JournalEntry> journal) => new() { Journal = [NoInput, .. journal] };

    /// <summary>Notifications that arrive while the attempt runs; then the input is closed.</summary>
    public Scenario ThenArrives(params IEnumerable<Notification> notifications) =>
        this with { Script = [.. notifications.Select(notification => new EngineMessage.Notify(notification))] };

    public Scenario With(Func<AttemptStart, AttemptStart> start) => this with { Start = start };

    public Task<ScriptedChannel> When(Func<IWorkflowContext, Task> handler) =>
        When(async context =>
        {
            await handler(context);
            return Unit.Value;
        });

    /// <summary>Runs the attempt to its end.</summary>
    public async Task<ScriptedChannel> When<T>(Func<IWorkflowContext, Task<T>> handler)
    {
        var channel = new ScriptedChannel(Journal, Script)
        {
            AcknowledgesRuns = AcknowledgesRuns,
            SendsFullRunCompletions = SendsFullRunCompletions,
        };
        await RunAsync(handler, channel, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        return channel;
    }

    public Task RunAsync<T>(Func<IWorkflowContext, Task<T>> handler, IInvocationChannel channel, CancellationToken drop)
    {
        var service = ServiceDefinition.Workflow("Checkout")
            .Handler<Unit, T>("pay", (_, context, _) => handler(context), Options);
        var environment = new AttemptEnvironment(NoServices.Instance, new Serdes(), Time, NullLoggerFactory.Instance);
        var start = Start(new()
        {
            InvocationId = InvocationId,
            Key = "key",
            RandomSeed = 42,
            Journal = Journal,
        });
        return new InvocationAttempt(environment, service, service.Handlers["pay"]).RunAsync(start, channel, drop);
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
