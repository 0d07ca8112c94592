using System.Collections.Frozen;
using BenchmarkDotNet.Attributes;
using Holdfast.Engine;
using Holdfast.Machine;

namespace Holdfast.Bench.Micro;

/// <summary>The machine: an attempt with ten side effects, for the first time and as a replay.</summary>
public class MachineSteps
{
    private const int Steps = 10;
    private static readonly EntryResult _result = new EntryResult.Value("\"done\""u8.ToArray());
    private static readonly InputCommand _input = new(default, FrozenDictionary<string, string>.Empty);
    private readonly AttemptStart _new = Start([_input]);
    private readonly AttemptStart _recorded = Start([_input, .. Enumerable.Range(1, Steps).SelectMany(Step)]);

    [Benchmark(Description = "machine: ten side effects, new")]
    public int Live()
    {
        var machine = new InvocationMachine("job/do", _new);
        for (var step = 0; step < Steps; step++)
        {
            var id = machine.TakeCompletionId();
            machine.Issue(new RunCommand(id, "step"));
            machine.ProposeRun(id, _result);
            machine.Drain();
            machine.Receive(new EngineMessage.RunCompletionAck(id));
            machine.ShowNext();
        }

        machine.End(_result);
        return machine.Drain().Count;
    }

    [Benchmark(Description = "machine: ten side effects, replayed")]
    public int Replay()
    {
        var machine = new InvocationMachine("job/do", _recorded);
        for (var step = 0; step < Steps; step++)
        {
            machine.Issue(new RunCommand(machine.TakeCompletionId(), "step"));
            machine.ShowNext();
        }

        machine.End(_result);
        return machine.Drain().Count;
    }

    private static IEnumerable<JournalEntry> Step(int number) =>
    [
        new RunCommand((uint)number, "step"),
        new Notification(NotificationId.Completion((uint)number), _result),
    ];

    private static AttemptStart Start(IReadOnlyList<JournalEntry> journal) =>
        new() { InvocationId = "inv_1aaaaaaaaaaa0bbbbbbbbbbbbbbbbbbbbb", RandomSeed = 1, Journal = journal };
}
