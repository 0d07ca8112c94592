using CsCheck;
using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

/// <summary>Laws that hold for every handler, every order of answers and every place of a crash.</summary>
public sealed class ReplayProperties
{
    private const int Programs = 400;

    private static readonly Gen<(RandomProgram Program, int Seed)> _executions = Gen.Select(
        Gen.Int[0, 1_000_000].Array[1, 14].Select(statements => new RandomProgram(statements)), Gen.Int[0, 1_000_000]);

    [Fact]
    public Task From_every_prefix_of_its_journal_a_handler_decides_the_same_and_sends_exactly_the_rest() =>
        _executions.SampleAsync(
            async execution =>
            {
                var journal = await JournalOf(execution);
                for (var length = 1; length <= journal.Count; length++)
                    await ContinuesAsync(execution.Program, journal, length);
            },
            iter: Programs,
            threads: 1);

    [Fact]
    public Task A_mismatch_anywhere_in_a_journal_ends_the_attempt_even_when_the_handler_swallows_it() =>
        _executions.SampleAsync(
            async execution =>
            {
                var journal = await JournalOf(execution);
                var commands = Enumerable.Range(1, journal.Count - 1).Where(i => journal[i] is Command).ToList();
                var index = commands[execution.Seed % commands.Count];
                JournalEntry[] changed = [.. journal[..index], new ClearAllStateCommand(), .. journal[(index + 1)..]];
                var swallowing = execution.Program with { SwallowsErrors = true };
                var channel = await new Scenario { Journal = changed }.When(swallowing.RunAsync);
                var fail = Assert.IsType<AttemptMessage.Fail>(Assert.Single(channel.Sent));
                Assert.Equal(ErrorCode.JournalMismatch, fail.Error.Code);
                Assert.Equal(commands.IndexOf(index) + 1, fail.Error.CommandIndex);
            },
            iter: Programs,
            threads: 1);

    /// <summary>Executes with random answers, suspending at random; fails when a wake-up is lost.</summary>
    private static async Task<List<JournalEntry>> JournalOf((RandomProgram Program, int Seed) execution)
    {
        var engine = new RandomEngine(execution.Program, execution.Seed);
        await engine.ExecuteAsync(execution.Program);
        return engine.Journal;
    }

    private static async Task ContinuesAsync(RandomProgram program, List<JournalEntry> journal, int length)
    {
        var rest = journal[length..];
        var channel = await new Scenario
        {
            Journal = journal[..length],
            Script = [.. rest.OfType<Notification>().Select(notification => new EngineMessage.Notify(notification))],
            AcknowledgesRuns = false,
        }.When(program.RunAsync);
        Assert.IsType<AttemptMessage.End>(channel.Sent[^1]);
        Assert.Equal(
            rest.OfType<Command>().Select(Text),
            channel.Sent.OfType<AttemptMessage.Issue>().Select(issue => Text(issue.Command)));
    }
}
