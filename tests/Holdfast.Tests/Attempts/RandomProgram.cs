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
        switch (kind)
        {
            case 0:
                tasks.Add(context.Promise(new PromiseKey<int>($"p{argument % 3}")));
                break;
            case 1:
                tasks.Add(context.CallAsync<int, int>(_child, argument));
                break;
            case 2:
                tasks.Add(context.RunAsync($"r{tasks.Count}", _ => argument % 4 == 0
                    ? throw new TerminalException("run failed")
                    : Task.FromResult(argument)));
                break;
            case 3:
                tasks.Add(context.Awakeable<int>().Result);
                break;
            case 4:
                tasks.Add(context.Signal<int>("go"));
                break;
            case 5:
                tasks.Add(Pick(0).WithinAsync(TimeSpan.FromSeconds(argument)).Select(inTime => inTime ? 1 : 0));
                break;
            case 6:
                tasks.Add(DurableTask.WhenAll([Pick(0), Pick(1)]).Select(values => values.Sum()));
                break;
            case 7:
                var (one, other) = (Pick(0), Pick(1));
                tasks.Add(DurableTask.WhenAny(one, other).Select(winner => ReferenceEquals(winner, one) ? 1 : 2));
                break;
            case 8:
                tasks.Add(DurableTask.WhenFirstSucceeded(Pick(0), Pick(1), Pick(2)));
                break;
            case 9:
                tasks.Add(DurableTask.WhenAllSettled(Pick(0), Pick(1)).Select(settled => settled.Count));
                break;
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
            case 15:
                tasks.Add(Pick(0).OrTimeout(TimeSpan.FromSeconds(argument), "late"));
                break;
            default:
                await ObserveAsync(Pick(0), trace);
                break;
        }
    }

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
