namespace Holdfast.Conformance.Services;

internal sealed record InterpretRequest(Command[] Commands);

/// <summary>Executes little programs of awaits.</summary>
[VirtualObject]
internal sealed partial class VirtualObjectCommandInterpreter
{
    private static readonly StateKey<string[]> _results = new("results");

    /// <summary>The result of the last command.</summary>
    [Handler]
    public async Task<string> InterpretCommandsAsync(IObjectContext ctx, InterpretRequest request)
    {
        var last = "";
        foreach (var command in request.Commands)
        {
            last = await ExecuteAsync(ctx, command);
            ctx.Set(_results, [.. await GetResultsAsync(ctx), last]);
        }

        return last;
    }

    [Handler, Shared]
    public async Task ResolveAwakeableAsync(ISharedObjectContext ctx, ResolveAwakeable request) =>
        ctx.ResolveAwakeable(await FindAsync(ctx, request.AwakeableKey), request.Value);

    [Handler, Shared]
    public async Task RejectAwakeableAsync(ISharedObjectContext ctx, RejectAwakeable request) =>
        ctx.RejectAwakeable(await FindAsync(ctx, request.AwakeableKey), request.Reason);

    [Handler, Shared]
    public async Task<bool> HasAwakeableAsync(ISharedObjectContext ctx, string awakeableKey) =>
        await ctx.GetAsync(StateOf(awakeableKey)) is not null;

    [Handler(Accept = "*/*"), Shared]
    public async Task<string[]> GetResultsAsync(ISharedObjectContext ctx) => await ctx.GetAsync(_results) ?? [];

    private async Task<string> ExecuteAsync(IObjectContext ctx, Command command)
    {
        switch (command)
        {
            case AwaitOne { Command: var one }:
                return await Start(ctx, one);
            case AwaitAny { Commands: var commands }:
                return await await DurableTask.WhenAny(StartAll(ctx, commands));
            case AwaitFirstCompleted { Commands: var commands }:
                return await await DurableTask.WhenAny(StartAll(ctx, commands));
            case AwaitAnySuccessful { Commands: var commands }:
                return await DurableTask.WhenFirstSucceeded(StartAll(ctx, commands));
            case AwaitFirstSucceededOrAllFailed { Commands: var commands }:
                return await DurableTask.WhenFirstSucceeded(StartAll(ctx, commands));
            case AwaitAllSucceededOrFirstFailed { Commands: var commands }:
                return string.Join('|', await DurableTask.WhenAll(StartAll(ctx, commands)));
            case AwaitAllCompleted { Commands: var commands }:
                return await DescribeAsync(await DurableTask.WhenAllSettled(StartAll(ctx, commands)));
            case AwaitAwakeableOrTimeout { AwakeableKey: var key, TimeoutMillis: var millis }:
                return await NewAwakeable(ctx, key).OrTimeout(TimeSpan.FromMilliseconds(millis), "await-timeout");
            case ResolveAwakeable resolve:
                await ResolveAwakeableAsync(ctx, resolve);
                return "";
            case RejectAwakeable reject:
                await RejectAwakeableAsync(ctx, reject);
                return "";
            case GetEnvVariable { EnvName: var name }:
                return await ctx.RunAsync("environment", _ => ReadVariableAsync(name));
            default:
                throw new TerminalException($"Unknown command {command}", ErrorCode.BadRequest);
        }
    }

    private static DurableTask<string>[] StartAll(IObjectContext ctx, AwaitableCommand[] commands) =>
        Array.ConvertAll(commands, command => Start(ctx, command));

    private static DurableTask<string> Start(IObjectContext ctx, AwaitableCommand command) => command switch
    {
        CreateAwakeable { AwakeableKey: var key } => NewAwakeable(ctx, key),
        Sleep { TimeoutMillis: var millis } => ctx.SleepAsync(TimeSpan.FromMilliseconds(millis)).Select(() => "sleep"),
        RunReturns { Value: var value } => ctx.RunAsync("return", end => ReturnAsync(value, end)),
        RunThrowTerminalException { Reason: var reason } => ctx.RunAsync("throw", _ => Throw(reason)),
        CreateSignal { SignalName: var name } => ctx.Signal<string>(name),
        _ => throw new TerminalException($"Unknown command {command}", ErrorCode.BadRequest),
    };

    private static DurableTask<string> NewAwakeable(IObjectContext ctx, string awakeableKey)
    {
        var awakeable = ctx.Awakeable<string>();
        ctx.Set(StateOf(awakeableKey), awakeable.Id);
        return awakeable.Result;
    }

    private static async Task<string> ReturnAsync(string value, CancellationToken end)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, end);
        return value;
    }

    private static Task<string> ReadVariableAsync(string name) =>
        Task.FromResult(Environment.GetEnvironmentVariable(name) ?? "");

    private static Task<string> Throw(string reason) => throw new TerminalException(reason);

    /// <summary>All of them are done.</summary>
    private static async Task<string> DescribeAsync(IReadOnlyList<DurableTask<string>> tasks)
    {
        var outcomes = new List<string>();
        foreach (var task in tasks)
        {
            try
            {
                outcomes.Add($"ok:{await task}");
            }
            catch (TerminalException failure)
            {
                outcomes.Add($"err:{failure.Message}");
            }
        }

        return string.Join('|', outcomes);
    }

    private static async Task<string> FindAsync(ISharedObjectContext ctx, string awakeableKey) =>
        await ctx.GetAsync(StateOf(awakeableKey))
        ?? throw new TerminalException($"'{ctx.Key}' has no awakeable '{awakeableKey}'", ErrorCode.NotFound);

    private static StateKey<string> StateOf(string awakeableKey) => new($"awk-{awakeableKey}");
}
