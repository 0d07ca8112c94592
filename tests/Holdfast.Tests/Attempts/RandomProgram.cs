using System.Text;

namespace Holdfast.Tests.Attempts;

/// <summary>
/// A handler made of numbers: each is a statement that creates, combines or awaits durable tasks, branches on what it
/// saw, or writes state. Its result is a trace of everything that it observed, so that two executions that decide
/// differently have different results.
/// </summary>
internal sealed record RandomProgram(IReadOnlyList<int> Statements)
{
    private const int Kinds = 33;
    private const string Other = "inv_other";
    private static readonly Target _child = new("Child", "work");
    private static readonly InvocationTarget _other = new InvocationTarget.ById(Other);
    private static readonly RunOptions _threeAttempts = new() { MaxAttempts = 3 };

    public int Awakeables => Statements.Count(statement => statement % Kinds == 3);

    public int Signals => Statements.Count(statement => statement % Kinds == 4);

    /// <summary>Catch every exception, as a handler must not.</summary>
    public bool SwallowsErrors { get; init; }

    /// <summary>Asked by every side effect: does it throw this time, to be retried?</summary>
    public Func<bool> EffectThrows { get; init; } = () => false;

    public override string ToString() => string.Join(" ", Statements);

    public async Task<string> RunAsync(IWorkflowContext context)
    {
        var trace = new StringBuilder();
        var tasks = new List<DurableTask<int>> { context.Promise(new PromiseKey<int>("first")) };
        foreach (var statement in Statements)
        {
            try
            {
                await StepAsync(context, tasks, trace, statement % Kinds, statement / Kinds);
            }
            catch (AttemptException) when (SwallowsErrors)
            {
            }
        }

        return trace.ToString();
    }

    private async Task StepAsync(
        IWorkflowContext context, List<DurableTask<int>> tasks, StringBuilder trace, int kind, int argument)
    {
        DurableTask<int> Pick(int n) => tasks[argument / (n * n + 1) % tasks.Count];
        if (Create(context, $"r{tasks.Count}", kind, argument) is { } created)
            tasks.Add(created);
        else if (Combine(Pick, kind, argument) is { } combined)
            tasks.Add(combined);
        else if (!Tell(context, kind, argument))
            await ObserveAsync(context, Pick, trace, kind, argument);
    }

    /// <summary>A new durable task; null when the statement is not one that creates any.</summary>
    private DurableTask<int>? Create(IWorkflowContext context, string runName, int kind, int argument) => kind switch
    {
        0 => context.Promise(new PromiseKey<int>($"p{argument % 3}")),
        1 => context.CallAsync<int, int>(_child, argument),
        2 => context.RunAsync(runName, _ => Effect(argument), argument % 3 == 0 ? _threeAttempts : null),
        3 => context.Awakeable<int>().Result,
        4 => context.Signal<int>("go"),
        16 => context.CallAsync<int, int>(_child, argument).InvocationId.Select(id => id.Length),
        17 => context.AttachAsync<int>(_other),
        18 => context.OutputAsync<int>(_other).Select(output => output.IsReady ? output.Value : -1),
        19 => context.PeekAsync(new PromiseKey<int>("p1")).Select(promise => promise.IsReady ? promise.Value : -1),
        20 => context.NowAsync().Select(now => now.Second),
        21 => context.StateKeysAsync().Select(keys => keys.Count),
        _ => null,
    };

    /// <summary>A combination of tasks; null when the statement is not one.</summary>
    private static DurableTask<int>? Combine(Func<int, DurableTask<int>> pick, int kind, int argument) => kind switch
    {
        5 => pick(0).WithinAsync(TimeSpan.FromSeconds(argument)).Select(inTime => inTime ? 1 : 0),
        6 => DurableTask.WhenAll([pick(0), pick(1)]).Select(values => values.Sum()),
        7 => Winner(pick(0), pick(1)),
        8 => DurableTask.WhenFirstSucceeded(pick(0), pick(1), pick(2)),
        9 => DurableTask.WhenAllSettled(pick(0), pick(1)).Select(settled => settled.Count),
        15 => pick(0).OrTimeout(TimeSpan.FromSeconds(argument), "late"),
        _ => null,
    };

    /// <summary>Says something that nothing answers; false when the statement does not.</summary>
    private static bool Tell(IWorkflowContext context, int kind, int argument)
    {
        switch (kind)
        {
            case 10:
                context.Set(new StateKey<int>($"s{argument % 2}"), argument + context.Random.Next(100));
                return true;
            case 22:
                context.Clear(new StateKey<int>($"s{argument % 2}"));
                return true;
            case 23:
                context.ClearAll();
                return true;
            case 24:
                context.Cancel(Other);
                return true;
            case 25:
                context.SendSignal(Other, "go", argument);
                return true;
            case 26:
                context.RejectSignal(Other, "go", "no");
                return true;
            case 27:
                context.ResolveAwakeable("sign_1x", argument);
                return true;
            case 28:
                context.RejectAwakeable("sign_1x", "no");
                return true;
            default:
                return false;
        }
    }

    private static async Task ObserveAsync(
        IWorkflowContext context, Func<int, DurableTask<int>> pick, StringBuilder trace, int kind, int argument)
    {
        switch (kind)
        {
            case 11:
                trace.Append("get ").Append(await context.GetAsync(new StateKey<int>($"s{argument % 2}"))).Append(';');
                break;
            case 12:
                await Task.WhenAll(ObserveAsync(pick(0), trace), ObserveAsync(pick(1), trace));
                break;
            case 13 when trace.Length % 2 == 0:
                await context.SendAsync(_child, argument);
                break;
            case 14:
                trace.Append(context.NewGuid().ToString("N")[..4]).Append(';');
                break;
            case 29:
                await ObserveAsync(context.SleepAsync(TimeSpan.FromSeconds(argument)), trace);
                break;
            case 30:
                await ObserveAsync(context.ResolveAsync(new PromiseKey<int>("p0"), argument), trace);
                break;
            case 31:
                await ObserveAsync(context.RejectAsync(new PromiseKey<int>("p0"), "no"), trace);
                break;
            default:
                await ObserveAsync(pick(0), trace);
                break;
        }
    }

    private Task<int> Effect(int argument)
    {
        if (EffectThrows())
            throw new InvalidOperationException("flaky");
        return argument % 4 == 0 ? throw new TerminalException("run failed") : Task.FromResult(argument);
    }

    private static DurableTask<int> Winner(DurableTask<int> one, DurableTask<int> other) =>
        DurableTask.WhenAny(one, other).Select(winner => ReferenceEquals(winner, one) ? 1 : 2);

    private static async Task ObserveAsync(DurableTask<int> task, StringBuilder trace)
    {
        try
        {
            trace.Append(await task).Append(';');
        }
        catch (TerminalException failure)
        {
            trace.Append(failure.Message).Append(';');
        }
    }

    private static async Task ObserveAsync(DurableTask task, StringBuilder trace)
    {
        try
        {
            await task;
            trace.Append("done;");
        }
        catch (TerminalException failure)
        {
            trace.Append(failure.Message).Append(';');
        }
    }
}
