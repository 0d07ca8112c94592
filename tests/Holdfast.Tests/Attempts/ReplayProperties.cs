using System.Globalization;
using CsCheck;
using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

/// <summary>Laws that hold for every handler, every order of answers and every place of a crash.</summary>
public sealed class ReplayProperties
{
    private const int DefaultPrograms = 400;

    // The long form; docs/reliability.md has its figures.
    private static readonly int _programs =
        Environment.GetEnvironmentVariable("HOLDFAST_SIMULATIONS") is { Length: > 0 } programs
            ? int.Parse(programs, CultureInfo.InvariantCulture)
            : DefaultPrograms;

    private static readonly Gen<(RandomProgram Program, int Seed)> _executions = Gen.Select(
        Gen.Int[0, 1_000_000].Array[1, 20].Select(statements => new RandomProgram(statements)), Gen.Int[0, 1_000_000]);

    [Fact]
    public async Task From_every_prefix_of_its_journal_a_handler_decides_the_same_and_sends_exactly_the_rest()
    {
        var (crashes, steps) = (0, 0L);
        await _executions.SampleAsync(
            async execution =>
            {
                var engine = await ExecuteAsync(execution);
                for (var length = 1; length <= engine.Journal.Count; length++)
                    await ContinuesAsync(execution.Program, engine, length);
                crashes += engine.Journal.Count;
                steps += (long)engine.Journal.Count * engine.Journal.Count;
            },
            iter: _programs,
            threads: 1);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_programs} programs, {crashes} crashes, {steps} entries replayed or decided");
    }

    [Fact]
    public Task A_mismatch_anywhere_in_a_journal_ends_the_attempt_even_when_the_handler_swallows_it() =>
        _executions.SampleAsync(
            async execution =>
            {
                var engine = await ExecuteAsync(execution);
                var journal = engine.Journal;
                var commands = Enumerable.Range(1, journal.Count - 1).Where(i => journal[i] is Command).ToList();
                var index = commands[execution.Seed % commands.Count];
                var never = new ClearStateCommand("never");
                JournalEntry[] changed = [.. journal[..index], never, .. journal[(index + 1)..]];
                var swallowing = execution.Program with { SwallowsErrors = true };
                var channel = await new Scenario { Journal = changed }
                    .With(start => start with { StateIsPartial = engine.StateIsPartial })
                    .When(swallowing.RunAsync);
                var fail = Assert.IsType<AttemptMessage.Fail>(Assert.Single(channel.Sent));
                Assert.Equal(ErrorCode.JournalMismatch, fail.Error.Code);
                Assert.Equal(commands.IndexOf(index) + 1, fail.Error.CommandIndex);
            },
            iter: _programs,
            threads: 1);

    [Fact]
    public async Task The_programs_issue_every_command_see_every_notification_and_fail()
    {
        var entries = new List<JournalEntry>();
        var failures = 0;
        await _executions.SampleAsync(
            async execution =>
            {
                var engine = await ExecuteAsync(execution);
                entries.AddRange(engine.Journal);
                failures += engine.FailedAttempts;
            },
            iter: _programs,
            threads: 1);
        Assert.Equal(
            typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command))).ToHashSet(),
            entries.OfType<Command>().Select(command => command.GetType()).ToHashSet());
        Assert.Equal(
            Enum.GetValues<NotificationKind>().ToHashSet(),
            entries.OfType<Notification>().Select(notification => notification.Id.Kind).ToHashSet());
        Assert.Contains(Cancelled, entries);
        Assert.NotEqual(0, failures);
    }

    /// <summary>
    /// Executes with random answers, suspending at random, with side effects that fail at random; fails when a wake-up
    /// is lost.
    /// </summary>
    private static async Task<RandomEngine> ExecuteAsync((RandomProgram Program, int Seed) execution)
    {
        var engine = new RandomEngine(execution.Program, execution.Seed);
        await engine.ExecuteAsync(execution.Program);
        return engine;
    }

    private static async Task ContinuesAsync(RandomProgram program, RandomEngine engine, int length)
    {
        var rest = engine.Journal[length..];
        var scenario = new Scenario
        {
            Journal = engine.Journal[..length],
            Script = [.. rest.OfType<Notification>().Select(notification => new EngineMessage.Notify(notification))],
            AcknowledgesRuns = false,
        };
        var channel = await scenario.With(start => start with { StateIsPartial = engine.StateIsPartial })
            .When(program.RunAsync);
        Assert.IsType<AttemptMessage.End>(channel.Sent[^1]);
        Assert.Equal(
            rest.OfType<Command>().Select(Text),
            channel.Sent.OfType<AttemptMessage.Issue>().Select(issue => Text(issue.Command)));
    }
}
