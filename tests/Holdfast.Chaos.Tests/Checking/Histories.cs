using System.Globalization;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Tests.Checking;

/// <summary>A history in which every promise is kept, to be spoiled by tests. Times are seconds.</summary>
internal sealed class Histories
{
    public static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(60);

    public Histories()
    {
        Script = Add(new Operation("s", OperationKind.Script)
        {
            Steps =
            [
                new(StepKind.Effect), new(StepKind.Sleep, Millis: 1000), new(StepKind.Call, "k"),
                new(StepKind.Later, "k", 2000), new(StepKind.Awakeable),
            ],
        }, accepted: 1, new(200, """["v1","","0","","s.4"]"""));
        Workflow = Add(
            new Operation("w", OperationKind.Workflow) { Steps = [new(StepKind.Effect)] },
            accepted: 1,
            new(200, """{"status":"Finished","output":["v2"]}"""));
        First = Add(new Operation("u1", OperationKind.Update) { Key = "k" }, accepted: 3, new(200, "1"));
        Second = Add(new Operation("u2", OperationKind.Update) { Key = "k" }, accepted: 5, new(200, "3"));
        Delayed = Add(
            new Operation("u3", OperationKind.Update) { Key = "k", Delay = TimeSpan.FromSeconds(10) },
            accepted: 6,
            new(200, "4"));
        Unkeyed = Add(new Operation("u4", OperationKind.UnkeyedUpdate) { Key = "other" }, accepted: 7);
        Ledger =
        [
            Line(1, 1, LedgerKind.Effect, "s.0", "lost with the crash"),
            Line(2, 2, LedgerKind.Effect, "s.0", "v1"),
            Line(2, 2, LedgerKind.Seen, "s.0", "v1"),
            Line(2, 2, LedgerKind.Due, "s.1", Millis(3)),
            Line(3, 2, LedgerKind.Fired, "s.1", ""),
            Line(3, 2, LedgerKind.Applied, "s.2", "k:0"),
            Line(3, 2, LedgerKind.Seen, "s.2", "0"),
            Line(4, 2, LedgerKind.Due, "s.3", Millis(5)),
            Line(4, 2, LedgerKind.Applied, "u1", "k:1"),
            Line(4, 2, LedgerKind.Awakeable, "s.4", "sign_1"),
            Line(5, 2, LedgerKind.Seen, "s.4", "s.4"),
            Line(5, 2, LedgerKind.Applied, "s.3", "k:2"),
            Line(5, 3, LedgerKind.Seen, "s.0", "v1"),
            Line(6, 3, LedgerKind.Effect, "w.0", "v2"),
            Line(6, 3, LedgerKind.Seen, "w.0", "v2"),
            Line(6, 3, LedgerKind.Applied, "u2", "k:3"),
            Line(7, 3, LedgerKind.Applied, "u4", "other:0"),
            Line(17, 3, LedgerKind.Applied, "u3", "k:4"),
            Line(17, 3, LedgerKind.Applied, "u3", "k:4"),
        ];
    }

    public List<Operation> Operations { get; } = [];

    public List<LedgerLine> Ledger { get; }

    public Operation Script { get; }

    public Operation Workflow { get; }

    public Operation First { get; }

    public Operation Second { get; }

    public Operation Delayed { get; }

    public Operation Unkeyed { get; }

    public Dictionary<string, int> Counts { get; } = new() { ["k"] = 5, ["other"] = 1, ["untouched"] = 0 };

    public bool IsOneProcess { get; set; } = true;

    public History History => new()
    {
        Operations = Operations,
        Ledger = Ledger,
        Lives = [new(Start, At(1.5)), new(At(1.8), At(5.2)), new(At(5.4), DateTimeOffset.MaxValue)],
        Counts = Counts,
        MaxLateness = TimeSpan.FromSeconds(5),
        IsOneProcess = IsOneProcess,
        ForgetsCancelled = !IsOneProcess,
    };

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static LedgerLine Line(double at, int life, LedgerKind kind, string name, string value) =>
        new(At(at), life, kind, name, value);

    public void SetValue(LedgerKind kind, string name, string value) =>
        Change(kind, name, line => line with { Value = value });

    public void SetTime(LedgerKind kind, string name, double at) =>
        Change(kind, name, line => line with { At = At(at) });

    public void Remove(LedgerKind kind, string name) =>
        Assert.NotEqual(0, Ledger.RemoveAll(line => line.Kind == kind && line.Name == name));

    public static string Millis(double seconds) =>
        At(seconds).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private Operation Add(Operation operation, double accepted, Answer? end = null)
    {
        (operation.SentAt, operation.AcceptedAt) = (At(accepted - 0.5), At(accepted));
        operation.InvocationIds.Add($"inv_{operation.Name}");
        if (end is not null)
            operation.Answers.AddRange([end, end with { }]);
        Operations.Add(operation);
        return operation;
    }

    private void Change(LedgerKind kind, string name, Func<LedgerLine, LedgerLine> change)
    {
        var index = Ledger.FindLastIndex(line => line.Kind == kind && line.Name == name);
        Ledger[index] = change(Ledger[index]);
    }
}
