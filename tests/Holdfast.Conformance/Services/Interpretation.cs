using static Holdfast.Conformance.Services.InterpreterCommandKind;

namespace Holdfast.Conformance.Services;

/// <summary>One execution of a program by an object interpreter.</summary>
internal sealed class Interpretation(IObjectContext ctx, int layer)
{
    /// <summary>
    /// What was started and not awaited, by the index of its command; the function awaits and checks it.
    /// </summary>
    private readonly Dictionary<int, Func<Task>> _started = [];

    private readonly InterpreterId _self = new(layer, ctx.Key);

    public async Task ExecuteAsync(InterpreterProgram program)
    {
        foreach (var (index, command) in program.Commands.Index())
            await ExecuteAsync(index, command);
    }

    private Task ExecuteAsync(int index, InterpreterCommand command) => command.Kind switch
    {
        SetState or GetState or ClearState or IncrementStateCounter => UseStateAsync(command),
        SideEffect or ThrowingSideEffect or SlowSideEffect => RunAsync(index, command.Kind),
        InterpreterCommandKind.ResolveAwakeable or InterpreterCommandKind.RejectAwakeable =>
            StartAwakeableAsync(index, command.Kind == InterpreterCommandKind.ResolveAwakeable),
        IncrementStateCounterViaAwakeable => DanceAsync(),
        AwaitPromise => AwaitStartedAsync(command.Index),
        _ => CallAsync(index, command),
    };

    private async Task UseStateAsync(InterpreterCommand command)
    {
        var key = new StateKey<string>($"key-{command.Key}");
        switch (command.Kind)
        {
            case SetState:
                ctx.Set(key, $"value-{command.Key}");
                break;
            case GetState:
                await ctx.GetAsync(key);
                break;
            case ClearState:
                ctx.Clear(key);
                break;
            default:
                ctx.Set(ObjectInterpreter.Counter, await ctx.GetAsync(ObjectInterpreter.Counter) + 1);
                break;
        }
    }

    private async Task RunAsync(int index, InterpreterCommandKind kind)
    {
        var expected = $"hello-{index}";
        var result = await ctx.RunAsync($"{kind}", async end =>
        {
            if (kind == ThrowingSideEffect && Random.Shared.Next(2) == 0)
                throw new InvalidOperationException("It fails half of the time.");
            if (kind == SlowSideEffect)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, end);
            return expected;
        });
        Expect(expected, result);
    }

    private async Task CallAsync(int index, InterpreterCommand command)
    {
        var hello = $"hello-{index}";
        switch (command.Kind)
        {
            case IncrementStateCounterIndirectly:
                await ctx.ServiceInterpreter().Send.IncrementIndirectlyAsync(_self);
                break;
            case IncrementViaDelayedCall:
                await ctx.ServiceInterpreter().Send.IncrementIndirectlyAsync(
                    _self, TimeSpan.FromMilliseconds(command.Duration));
                break;
            case InterpreterCommandKind.Sleep:
                await ctx.SleepAsync(TimeSpan.FromMilliseconds(command.Duration));
                break;
            case CallService:
                Remember(index, ctx.ServiceInterpreter().Echo(hello), hello);
                break;
            case CallSlowService:
                Remember(index, ctx.ServiceInterpreter().EchoLaterAsync(new(command.Sleep, hello)), hello);
                break;
            case RecoverTerminalCall:
                await ExpectFailureAsync(ctx.ServiceInterpreter().TerminalFailure());
                break;
            case RecoverTerminalCallMaybeUnAwaited:
                var failing = ctx.ServiceInterpreter().TerminalFailure();
                _started[index] = () => ExpectFailureAsync(failing);
                break;
            case CallObject:
                var next = new InterpreterId(layer + 1, $"{command.Key}");
                var call = ctx.CallAsync<InterpreterProgram, Unit>(next.Interpret, command.Program!);
                _started[index] = async () => await call;
                break;
            default:
                throw new TerminalException($"There is no command of kind {command.Kind}", ErrorCode.BadRequest);
        }
    }

    private async Task StartAwakeableAsync(int index, bool resolve)
    {
        var awakeable = ctx.Awakeable<string>();
        if (resolve)
        {
            await ctx.ServiceInterpreter().Send.ResolveAwakeable(awakeable.Id);
            Remember(index, awakeable.Result, ServiceInterpreter.Resolved);
        }
        else
        {
            await ctx.ServiceInterpreter().Send.RejectAwakeable(awakeable.Id);
            _started[index] = () => ExpectFailureAsync(awakeable.Result);
        }
    }

    private async Task DanceAsync()
    {
        var partner = ctx.Awakeable<string>();
        await ctx.ServiceInterpreter().Send.IncrementViaAwakeableDanceAsync(new(_self, partner.Id));
        ctx.ResolveAwakeable(await partner, ServiceInterpreter.Resolved);
    }

    private Task AwaitStartedAsync(int index) => _started.Remove(index, out var awaitAndCheck)
        ? awaitAndCheck()
        : throw new TerminalException($"Command {index} started nothing that is left to be awaited");

    private void Remember(int index, DurableTask<string> task, string expected) =>
        _started[index] = async () => Expect(expected, await task);

    private static void Expect(string expected, string actual)
    {
        if (actual != expected)
            throw new TerminalException($"Expected '{expected}', and it is '{actual}'");
    }

    private static async Task ExpectFailureAsync(DurableTask task)
    {
        try
        {
            await task;
        }
        catch (TerminalException)
        {
            return;
        }

        throw new TerminalException("What has to fail succeeded");
    }
}
