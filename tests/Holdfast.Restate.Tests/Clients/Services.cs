namespace Holdfast.Restate.Tests.Clients;

// Handlers that do what the tests of the clients need.

public sealed record Refusal(string Message, int Code, Dictionary<string, string>? Metadata = null);

[Service]
public sealed partial class Greeter
{
    [Handler]
    public static string Greet(IContext ctx, string name) => $"Hello, {name}";

    [Handler]
    public static void Nothing(IContext ctx) => _ = ctx;

    [Handler]
    public static byte[] Reverse(IContext ctx, byte[] bytes) => [.. bytes.Reverse()];

    [Handler]
    public static void Refuse(IContext ctx, Refusal refusal) =>
        throw new TerminalException(refusal.Message, refusal.Code, refusal.Metadata);

    [Handler]
    public static void Break(IContext ctx) => throw new InvalidOperationException("out of order\nfor now");

    [Handler]
    public static IReadOnlyDictionary<string, string> Headers(IContext ctx) => ctx.Headers;
}

[VirtualObject]
public sealed partial class Notebook
{
    private static readonly StateKey<string> _note = new("note");

    [Handler, Shared]
    public static string Key(ISharedObjectContext ctx) => ctx.Key;

    [Handler]
    public static void Write(IObjectContext ctx, string note) => ctx.Set(_note, note);

    [Handler, Shared]
    public static async Task<string?> ReadAsync(ISharedObjectContext ctx) => await ctx.GetAsync(_note);

    [Handler]
    public static async Task SleepAsync(IObjectContext ctx) => await ctx.SleepAsync(TimeSpan.FromHours(1));

    [Handler]
    public static async Task SleepElsewhereAsync(IObjectContext ctx) => await ctx.Notebook("elsewhere").SleepAsync();

    /// <summary>Its awakeable's id is in the log of the journal: see what it waits for.</summary>
    [Handler]
    public static async Task<string> WaitAsync(IObjectContext ctx) => await ctx.Awakeable<string>();
}

[Workflow]
public sealed partial class Approval
{
    private static readonly PromiseKey<string> _answer = new("answer");

    [Handler]
    public static async Task<string> RunAsync(IWorkflowContext ctx, string question) =>
        $"{question} {await ctx.Promise(_answer)}";

    [Handler, Shared]
    public static async Task AnswerAsync(ISharedWorkflowContext ctx, string answer) =>
        await ctx.ResolveAsync(_answer, answer);
}
