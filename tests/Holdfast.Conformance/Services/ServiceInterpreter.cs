namespace Holdfast.Conformance.Services;

/// <summary>What object interpreters call.</summary>
[Service("ServiceInterpreterHelper")]
internal sealed partial class ServiceInterpreter
{
    public const string Resolved = "ok";

    private static readonly InterpreterProgram _increment = new([new(InterpreterCommandKind.IncrementStateCounter)]);

    [Handler(Accept = "*/*")]
    public void Ping(IContext ctx)
    {
        // That it answers is the answer.
    }

    [Handler]
    public string Echo(IContext ctx, string param) => param;

    [Handler]
    public async Task<string> EchoLaterAsync(IContext ctx, EchoLaterRequest request)
    {
        await ctx.SleepAsync(TimeSpan.FromMilliseconds(request.Sleep));
        return request.Parameter;
    }

    [Handler(Accept = "*/*")]
    public void TerminalFailure(IContext ctx) => throw new TerminalException("bye");

    [Handler]
    public async Task IncrementIndirectlyAsync(IContext ctx, InterpreterId id) =>
        await ctx.SendAsync(id.Interpret, _increment);

    [Handler]
    public void ResolveAwakeable(IContext ctx, string id) => ctx.ResolveAwakeable(id, Resolved);

    [Handler]
    public void RejectAwakeable(IContext ctx, string id) => ctx.RejectAwakeable(id, "error");

    /// <summary>Gives an id away by resolving an awakeable with it, and goes on when that one is resolved.</summary>
    [Handler]
    public async Task IncrementViaAwakeableDanceAsync(IContext ctx, IncrementViaAwakeableDanceRequest request)
    {
        var answered = ctx.Awakeable<string>();
        ctx.ResolveAwakeable(request.TxPromiseId, answered.Id);
        await answered;
        await IncrementIndirectlyAsync(ctx, request.Interpreter);
    }
}
