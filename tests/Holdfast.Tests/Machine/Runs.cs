using Holdfast.Engine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Machine;

public sealed class Runs
{
    private static readonly RunCommand _charge = new(1, "charge");

    [Fact]
    public Task A_run_is_issued_executed_proposed_and_seen_when_acknowledged() =>
        Given().When(context => Charge(context)).Sends([Issue(_charge), Proposes(1, 7), .. Ends(7)]);

    [Fact]
    public Task A_run_is_seen_when_the_engine_sends_the_full_completion() =>
        (Given() with { SendsFullRunCompletions = true })
            .When(context => Charge(context)).Sends([Issue(_charge), Proposes(1, 7), .. Ends(7)]);

    [Fact]
    public Task A_run_that_is_not_acknowledged_suspends() =>
        (Given() with { AcknowledgesRuns = false })
            .When(context => Charge(context)).Sends(Issue(_charge), Proposes(1, 7), Suspends(1));

    [Fact]
    public Task A_replayed_run_with_a_result_is_not_executed() =>
        Given(_charge, Done(1, 3)).When(context => Charge(context, () => throw new InvalidOperationException("again"))).Sends(Ends(3));

    [Fact]
    public Task A_replayed_run_without_a_result_is_executed() =>
        Given(_charge).When(context => Charge(context)).Sends([Proposes(1, 7), .. Ends(7)]);

    private static async Task<int> Charge(IWorkflowContext context, Func<int>? effect = null, RunOptions? options = null) =>
        await context.RunAsync("charge", _ => Task.FromResult(effect?.Invoke() ?? 7), options);
}
