using Holdfast.Engine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Machine;

public sealed class Sleeps
{
    private static readonly SleepCommand _recorded = new(Now.AddDays(-1), 1, "nap");

    [Fact]
    public Task A_live_sleep_is_issued_and_suspends() =>
        Given().When(Nap).Sends(Issue(new SleepCommand(Now.AddHours(1), 1, "nap")), Suspends(1));

    [Fact]
    public Task A_live_sleep_goes_on_when_it_fires() =>
        Given().ThenArrives(Done(1)).When(Nap).Sends([Issue(new SleepCommand(Now.AddHours(1), 1, "nap")), .. Ends()]);

    [Fact]
    public Task A_replayed_sleep_that_fired_goes_on_at_once() => Given(_recorded, Done(1)).When(Nap).Sends(Ends());

    [Fact]
    public Task A_replayed_sleep_that_did_not_fire_suspends() => Given(_recorded).When(Nap).Sends(Suspends(1));

    [Fact]
    public async Task A_sleep_where_another_command_was_recorded_is_a_mismatch()
    {
        var error = await Given(new RunCommand(1, "charge")).When(Nap).Fails(ErrorCode.JournalMismatch);
        Assert.Equal(
            "Journal mismatch in Checkout/pay at command 1: recorded 'run \"charge\"', code now issues 'sleep \"nap\"' "
            + "(different type). Code changed while this invocation was in flight, or the handler is not "
            + "deterministic. Deploy changed code as a new version, or restart the invocation: "
            + "holdfast invocations restart " + InvocationId,
            error.Message);
        Assert.Equal((1, "charge", typeof(RunCommand), ErrorBehavior.Pause),
            (error.CommandIndex, error.CommandName, error.CommandType, error.Behavior));
    }

    [Fact]
    public Task A_sleep_of_another_name_is_a_mismatch() =>
        Given(_recorded with { Name = "siesta" }).When(Nap).Fails(ErrorCode.JournalMismatch);

    private static async Task Nap(IWorkflowContext context) => await context.SleepAsync(TimeSpan.FromHours(1), "nap");
}
