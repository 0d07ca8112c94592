using Holdfast.Restate.Admin;

namespace Holdfast.Tests.Restate.Clients;

/// <summary>How rows of the server's tables are read.</summary>
public sealed class Descriptions
{
    private const string Id = "inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F";

    [Theory]
    [InlineData("[422] not <there>", 422, "not <there>")]
    [InlineData("[500 Internal] [x] boom\nline", 500, "[x] boom\nline")]
    [InlineData("[409] ", 409, "")]
    [InlineData("of another form", 500, "of another form")]
    [InlineData("[99999999999] too large", 500, "[99999999999] too large")]
    public void A_failure_is_split_into_code_and_message(string text, int code, string message) =>
        Assert.Equal(new(code, message), FailureText.Read(text));

    [Fact]
    public void A_cursor_is_read_back()
    {
        var cursor = new PageCursor(DateTimeOffset.FromUnixTimeMilliseconds(1795483999356), Id);
        Assert.Equal(cursor, PageCursor.Parse(cursor.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("17")]
    [InlineData(".")]
    [InlineData("-5.inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F")]
    [InlineData("9999999999999999.inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F")]
    [InlineData("1795483999356.' OR 1=1 --")]
    public void What_is_no_cursor_begins_at_the_newest(string? text) => Assert.Null(PageCursor.Parse(text));

    [Fact]
    public void Filters_become_literals()
    {
        var sql = InvocationSql.List(new() { Key = "' OR '1'='1", Service = "a'b" }, 7, null);
        Assert.Contains(
            " WHERE target_service_name = 'a''b' AND target_service_key = ''' OR ''1''=''1' ORDER BY ",
            sql,
            StringComparison.Ordinal);
        Assert.EndsWith(" LIMIT 7", sql, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Each_status_is_read_back(InvocationStatus status) =>
        Assert.All(StatusText.Of(status), text => Assert.Equal(status, StatusText.Read(text)));

    public static TheoryData<InvocationStatus> Statuses => [.. Enum.GetValues<InvocationStatus>()];

    [Fact]
    public void An_await_tree_of_any_shape_is_told_by_its_leaves()
    {
        var row = Suspended("""
            {"AllCompleted":[{"FirstCompleted":[{"Single":{"CompletionId":2}},{"Single":{"SignalIndex":17}}]},
            {"Single":{"SignalName":"go"}},{"Single":{"CompletionId":9}},{"Single":{"SignalIndex":1}}]}
            """);
        var journal = new JournalRow[]
        {
            new("""{"Command":{"Input":{}}}"""),
            new("""{"Command":{"Call":{"invocation_target":{"VirtualObject":{"name":"Obj","key":"k","handler":"h"}},"invocation_id_completion_id":1,"result_completion_id":2}}}"""),
            new("""{"Notification":{"ty":{"Completion":"CallInvocationId"},"id":{"CompletionId":1},"result":"InvocationId"}}"""),
            new("""{"Event":{"new":true}}"""),
            new(EntryLiteJson: null),
        };
        Assert.Equal(
            $"call to Obj/k/h, awakeable {AwakeableId.Format(Id, 17)}, signal 'go', completion 9",
            AwaitedEntries.Describe(row, journal));
    }

    [Fact]
    public void Without_a_tree_commands_that_are_not_completed_are_told()
    {
        var journal = Enumerable.Range(1, 7)
            .Select(id => new JournalRow($$$$"""{"Command":{"Run":{"name":"r{{{{id}}}}","completion_id":{{{{id}}}} }}}"""))
            .Append(new("""{"Notification":{"ty":{"Completion":"Run"},"id":{"CompletionId":1},"result":"Success"}}"""));
        Assert.Equal(
            "run 'r2', run 'r3', run 'r4', run 'r5', run 'r6' and 1 more",
            AwaitedEntries.Describe(Suspended(null), journal));
    }

    [Fact]
    public void The_attempt_that_runs_is_no_failed_one()
    {
        var running = Suspended(null) with { Status = "running", RetryCount = 1 };
        Assert.Equal(0, InvocationRows.Describe(running, null).RetryCount);
        var waiting = running with { Status = "backing-off", RetryCount = 3, LastFailure = "[500 Internal] boom" };
        Assert.Equal((3, "boom"), Told(InvocationRows.Describe(waiting, null)));
        Assert.Equal((3, "better"), Told(InvocationRows.Describe(waiting, "better")));
    }

    private static (int, string?) Told(InvocationInfo info) => (info.RetryCount, info.LastFailure);

    private static InvocationRow Suspended(string? tree) =>
        new(Id, "Obj", "h", "suspended", DateTimeOffset.UnixEpoch) { SuspendedWaitingFutureJson = tree };
}
