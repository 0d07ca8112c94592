using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

/// <summary>A handler is replayed more often than anything else happens to it.</summary>
public sealed class ReplayCost
{
    private const int Sleeps = 20_000;

    [Fact]
    public async Task Replaying_a_command_copies_no_journal_and_allocates_a_few_objects()
    {
        const int bytesOfACommand = 600;
        JournalEntry[] journal =
            [NoInput, .. Enumerable.Range(1, Sleeps).SelectMany(n => Entries((uint)n))];
        await AllocatedAsync(journal[..201]); // What is allocated once: code, type handles, the state machines.
        var perCommand = await AllocatedAsync(journal) / Sleeps;
        Assert.InRange(perCommand, 1, bytesOfACommand);

        static JournalEntry[] Entries(uint id) => [new SleepCommand(Now, id), Done(id)];
    }

    /// <summary>Bytes that an attempt over this journal allocates; it runs on the caller's thread to its end.</summary>
    private static async Task<long> AllocatedAsync(JournalEntry[] journal)
    {
        var sleeps = journal.Length / 2;
        var scenario = new Scenario { Journal = journal };
        var channel = new ScriptedChannel([], []);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var attempt = scenario.RunAsync(
            async context =>
            {
                for (var i = 0; i < sleeps; i++)
                    await context.SleepAsync(TimeSpan.FromSeconds(1));
                return sleeps;
            },
            channel,
            TestContext.Current.CancellationToken);
        Assert.True(attempt.IsCompleted, "It left the thread");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await attempt;
        Assert.Equal(Ends(sleeps).Select(Text), channel.Sent.Select(Text));
        return allocated;
    }
}
