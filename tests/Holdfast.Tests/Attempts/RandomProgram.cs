using System.Text;

namespace Holdfast.Tests.Attempts;

/// <summary>
/// A handler made of numbers: each is a statement that creates, combines or awaits durable tasks, branches on what it
/// saw, or writes state. Its result is a trace of everything that it observed, so that two executions that decide
/// differently have different results.
/// </summary>
internal sealed record RandomProgram(IReadOnlyList<int> Statements)
{
    private const int Kinds = 18;
    private static readonly Target _child = new("Child", "work");

    public int Awakeables => Statements.Count(statement => statement % Kinds == 3);

    public int Signals => Statements.Count(statement => statement % Kinds == 4);

    /// <summary>Catch every exception, as a handler must not.</summary>
    public bool SwallowsErrors { get; init; }

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

    private static async Task StepAsync(
        IWorkflowContext context, List<DurableTask<int>> tasks, StringBuilder trace, int kind, int argument)
    {
        DurableTask<int> Pick(int n) => tasks[argument / (n * n + 1) % tasks.Count];
        if (Create(context, $"r{tasks.Count}", Pick, kind, argument) is { } created)
        {
            tasks.Add(created);
            return;
        }

        switch (kind)
        {
            case 10:
                context.Set(new StateKey<int>($"s{argument % 2}"), argument + context.Random.Next(100));
                break;
            case 11:
                trace.Append("get ").Append(await context.GetAsync(new StateKey<int>($"s{argument % 2}"))).Append(';');
                break;
            case 12:
                await Task.WhenAll(ObserveAsync(Pick(0), trace), ObserveAsync(Pick(1), trace));
                break;
            case 13 when trace.Length % 2 == 0:
                await context.SendAsync(_child, argument);
                break;
            case 14:
                trace.Append(context.NewGuid().ToString("N")[..4]).Append(';');
                break;
            default:
                await ObserveAsync(Pick(0), trace);
                break;
        }
    }

    /// <summary>A new durable task; null when the statement is not one that creates any.</summary>
    private static DurableTask<int>? Create(
        IWorkflowContext context, string runName, Func<int, DurableTask<int>> pick, int kind, int argument) =>
        kind switch
        {
            0 => context.Promise(new PromiseKey<int>($"p{argument % 3}")),
            1 => context.CallAsync<int, int>(_child, argument),
            2 => context.RunAsync(runName, _ => argument % 4 == 0
                ? throw new TerminalException("run failed")
                : Task.FromResult(argument)),
            3 => context.Awakeable<int>().Result,
            4 => context.Signal<int>("go"),
            5 => pick(0).WithinAsync(TimeSpan.FromSeconds(argument)).Select(inTime => inTime ? 1 : 0),
            6 => DurableTask.WhenAll([pick(0), pick(1)]).Select(values => values.Sum()),
            7 => Winner(pick(0), pick(1)),
            8 => DurableTask.WhenFirstSucceeded(pick(0), pick(1), pick(2)),
            9 => DurableTask.WhenAllSettled(pick(0), pick(1)).Select(settled => settled.Count),
            15 => pick(0).OrTimeout(TimeSpan.FromSeconds(argument), "late"),
            _ => null,
        };

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
}
