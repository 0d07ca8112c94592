using Holdfast.Chaos.Checking;
using static Holdfast.Chaos.Tests.Checking.Histories;

namespace Holdfast.Chaos.Tests.Checking;

/// <summary>The checker finds nothing where nothing is, and each kind of broken promise where it was planted.</summary>
public sealed class PlantedErrors
{
    private static readonly Dictionary<string, (ViolationKind, string Name, Action<Histories>)> _errors = new()
    {
        ["an accepted operation without an end"] = (ViolationKind.NotEnded, "w", h => h.Workflow.Answers.Clear()),
        ["an end that says it was never heard of"] =
            (ViolationKind.WrongEnd, "w", h => Answer(h.Workflow, new(404, "invocation not found"))),
        ["an end as cancelled that nobody cancelled"] =
            (ViolationKind.WrongEnd, "s", h => Answer(h.Script, new(409, "canceled"))),
        ["two ends of one key"] =
            (ViolationKind.AnswersDiffer, "u1", h => h.First.Answers.Add(new(200, "2"))),
        ["two invocations of one key"] =
            (ViolationKind.AnswersDiffer, "s", h => h.Script.InvocationIds.Add("inv_other")),
        ["a result that changed after a crash"] =
            (ViolationKind.ResultChanged, "s.0", h => h.SetValue(LedgerKind.Seen, "s.0", "x")),
        ["a result that nobody produced"] =
            (ViolationKind.ResultChanged, "w.0", h => h.SetValue(LedgerKind.Effect, "w.0", "x")),
        ["an answer that is not what was recorded"] =
            (ViolationKind.ResultChanged, "w.0", h => Answer(h.Workflow, new(200, """{"output":["x"]}"""))),
        ["an awakeable with the second value that it was given"] =
            (ViolationKind.ResultChanged, "s.4", h => h.SetValue(LedgerKind.Seen, "s.4", "late")),
        ["an answer that is not the place of the update"] =
            (ViolationKind.ResultChanged, "u2", h => Answer(h.Second, new(200, "7"))),
        ["a timer whose due time changed"] =
            (ViolationKind.ResultChanged, "s.1", h => h.Ledger.Add(Line(6, 3, LedgerKind.Due, "s.1", Millis(9)))),
        ["a result without an execution"] =
            (ViolationKind.EffectMissing, "w.0", h => h.Remove(LedgerKind.Effect, "w.0")),
        ["an execution after the result was recorded"] =
            (ViolationKind.EffectRepeated, "s.0", h => h.Ledger.Add(Line(8, 3, LedgerKind.Effect, "s.0", "again"))),
        ["two executions in one life"] = (ViolationKind.EffectRepeated, "s.0", h =>
            h.Ledger.Insert(0, Line(0, 1, LedgerKind.Effect, "s.0", "twice"))),
        ["an update that was accepted and never applied"] = (ViolationKind.UpdateMissing, "u4", LoseUnkeyed),
        ["an update that a handler sent and that was never applied"] =
            (ViolationKind.UpdateMissing, "s.3", h => h.Remove(LedgerKind.Applied, "s.3")),
        ["two updates in one place"] = (ViolationKind.UpdateMissing, "k:3", h =>
            h.SetValue(LedgerKind.Applied, "u3", "k:3")),
        ["an object that forgot an update"] = (ViolationKind.UpdateMissing, "k", h => h.Counts["k"] = 4),
        ["an object that counts what nobody applied"] = (ViolationKind.UpdateMissing, "k", h => h.Counts["k"] = 6),
        ["an update that was applied twice"] =
            (ViolationKind.UpdateRepeated, "u1", h => h.Ledger.Add(Line(18, 3, LedgerKind.Applied, "u1", "k:5"))),
        ["updates in another order than they were accepted in"] = (ViolationKind.UpdateOrder, "u1", SwapUpdates),
        ["a timer that fired before it was due"] =
            (ViolationKind.TimerEarly, "s.1", h => h.SetTime(LedgerKind.Fired, "s.1", 2.9)),
        ["a delayed send that was executed before it was due"] = (ViolationKind.TimerEarly, "u3", h =>
            h.Ledger.Add(Line(15, 3, LedgerKind.Applied, "u3", "k:4"))),
        ["a delayed call of a handler that was executed before it was due"] = (ViolationKind.TimerEarly, "s.3", h =>
            h.SetTime(LedgerKind.Applied, "s.3", 4.9)),
        ["a timer that fired long after the restart"] =
            (ViolationKind.TimerLate, "s.1", h => h.SetTime(LedgerKind.Fired, "s.1", 9)),
        ["a side effect that nobody asked for"] =
            (ViolationKind.NotAskedFor, "ghost", h => h.Ledger.Add(Line(9, 3, LedgerKind.Effect, "ghost", "v"))),
    };

    public static TheoryData<string> Errors => [.. _errors.Keys];

    [Fact]
    public void Where_all_is_well_nothing_is_found() => Assert.Empty(Checker.Check(new Histories().History));

    [Theory]
    [MemberData(nameof(Errors))]
    public void It_finds(string error)
    {
        var (kind, name, plant) = _errors[error];
        var histories = new Histories();
        plant(histories);

        var violations = Checker.Check(histories.History);

        Assert.Contains(violations, violation => violation.Kind == kind && violation.Name == name);
    }

    [Fact]
    public void Every_kind_of_violation_is_planted() =>
        Assert.Equal(Enum.GetValues<ViolationKind>(), _errors.Values.Select(error => error.Item1).Distinct().Order());

    [Fact]
    public void Time_in_which_the_server_was_down_does_not_make_a_timer_late()
    {
        var histories = new Histories();
        histories.SetTime(LedgerKind.Fired, "s.1", 7);
        Assert.Empty(Checker.Check(histories.History));
        var dead = histories.History with { Lives = [new(At(0), At(1)), new(At(60), At(70))] };
        histories.SetTime(LedgerKind.Fired, "s.1", 61);
        Assert.DoesNotContain(Checker.Check(dead), violation => violation.Name == "s.1");
    }

    [Fact]
    public void A_cancelled_update_may_have_been_broken_off_after_it_wrote_down_its_place()
    {
        var histories = new Histories();
        histories.First.MayBeCancelled = true;
        Answer(histories.First, new(409, "canceled"));
        histories.SetValue(LedgerKind.Applied, "u1", "k:2");
        histories.SetValue(LedgerKind.Applied, "s.3", "k:1");
        histories.SetValue(LedgerKind.Applied, "u2", "k:2");
        Answer(histories.Second, new(200, "2"));
        histories.Ledger.RemoveAll(line => line is { Kind: LedgerKind.Applied, Name: "u3" });
        histories.Ledger.Add(Line(17, 3, LedgerKind.Applied, "u3", "k:3"));
        Answer(histories.Delayed, new(200, "3"));
        histories.Counts["k"] = 4;
        Assert.Empty(Checker.Check(histories.History));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_Restate_may_forget_what_was_cancelled_before_it_started(bool isEmbedded)
    {
        var histories = new Histories { IsOneProcess = isEmbedded };
        histories.Delayed.MayBeCancelled = true;
        Answer(histories.Delayed, new(404, "not found"));
        Assert.Equal(isEmbedded, Checker.Check(histories.History).Any(found => found.Kind == ViolationKind.WrongEnd));
    }

    [Fact]
    public void Where_handlers_outlive_their_engine_an_attempt_that_was_broken_off_may_be_followed_by_another()
    {
        var histories = new Histories { IsOneProcess = false };
        histories.Ledger.Insert(0, Line(0, 1, LedgerKind.Effect, "s.0", "broken off"));
        Assert.Empty(Checker.Check(histories.History));
    }

    [Fact]
    public void The_last_line_says_what_scripts_read()
    {
        var histories = new Histories();
        Assert.Equal("20 kills, 6 workflows, 0 lost, 0 repeated", LastLine());
        histories.Workflow.Answers.Clear();
        histories.Script.InvocationIds.Add("inv_other");
        Assert.Equal("20 kills, 6 workflows, 1 lost, 1 repeated", LastLine());

        string LastLine() => Report.LastLine(20, histories.History, Checker.Check(histories.History));
    }

    private static void LoseUnkeyed(Histories histories)
    {
        histories.Remove(LedgerKind.Applied, "u4");
        histories.Counts["other"] = 0;
    }

    private static void SwapUpdates(Histories histories)
    {
        histories.SetValue(LedgerKind.Applied, "u1", "k:3");
        histories.SetValue(LedgerKind.Applied, "u2", "k:1");
    }

    private static void Answer(Operation operation, Answer answer)
    {
        operation.Answers.Clear();
        operation.Answers.Add(answer);
    }
}
