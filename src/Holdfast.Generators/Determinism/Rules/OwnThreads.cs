using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0102: waiting and working in ways that the engine does not see.</summary>
internal sealed class OwnThreads() : ApiRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0102",
        "A handler waits or works outside of the durable context",
        "'{0}' uses '{1}'{2}, which leaves the thread that replays the handler; {3}");

    private const string Wait = "use 'await ctx.SleepAsync(…)', which survives restarts";
    private const string Work = "move the work into 'ctx.RunAsync'; start several and await 'DurableTask.WhenAll'";

    public static readonly OwnThreads Instance = new();

    protected override IReadOnlyList<Banned> Apis { get; } =
    [
        new("System.Threading.Tasks.Task", ["Delay"], Wait),
        new("System.Threading.Thread", ["Sleep", "SpinWait"], Wait),
        new("System.Threading.Timer", [".ctor"], Wait),
        new("System.Threading.PeriodicTimer", [".ctor"], Wait),
        new("System.TimeProvider", ["CreateTimer"], Wait),
        new("System.Threading.Tasks.Task", ["Run", "ContinueWith", "Yield", "Start"], Work),
        new("System.Threading.Tasks.TaskFactory", ["StartNew"], Work),
        new("System.Threading.Tasks.Parallel", ["*"], Work),
        new("System.Linq.ParallelEnumerable", ["AsParallel"], Work),
        new("System.Threading.Thread", [".ctor", "Start"], Work),
        new("System.Threading.ThreadPool", ["*"], Work),
    ];
}
