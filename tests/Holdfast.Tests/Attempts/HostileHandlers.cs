using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

/// <summary>Handlers that break the rules are told so, and what they were told cannot be swallowed.</summary>
public sealed class HostileHandlers
{
    [Fact]
    public async Task Awaiting_something_that_is_not_durable_is_an_error()
    {
        using var never = new SemaphoreSlim(0);
        var error = await Given().When(context => never.WaitAsync()).Fails(ErrorCode.NonDurableAwait);
        Assert.Equal(
            "Checkout/pay awaits something that is not durable, such as a Task of an I/O call, Task.Delay or a "
            + "semaphore. Do it inside ctx.RunAsync, and await only what the context gives.",
            error.Message);
    }

    [Fact]
    public async Task Using_the_context_after_such_an_await_is_an_error() =>
        await Given().When(async context =>
        {
            await Task.Yield();
            await context.SleepAsync(TimeSpan.FromDays(1));
        }).Fails(ErrorCode.NonDurableAwait);

    [Fact]
    public async Task Using_the_context_inside_a_run_is_an_error_even_when_it_is_swallowed()
    {
        var error = await Given().When(async context => await context.RunAsync("bad", async _ =>
        {
            try
            {
                await context.SleepAsync(TimeSpan.FromDays(1));
            }
            catch (AttemptException)
            {
            }

            return 1;
        })).Fails(ErrorCode.NonDurableAwait);
        Assert.Equal(
            "Checkout/pay used SleepAsync outside its own flow: inside RunAsync, inside Task.Run, or after awaiting "
            + "something that is not durable. Do that work inside ctx.RunAsync, and do not use the context or a "
            + "durable task in there.",
            error.Message);
    }

    [Fact]
    public async Task Awaiting_a_durable_task_inside_a_run_is_an_error() =>
        await Given().When(async context =>
        {
            var nap = context.SleepAsync(TimeSpan.FromDays(1));
            await context.RunAsync("bad", async _ => await nap);
        }).Fails(ErrorCode.NonDurableAwait);

    [Fact]
    public async Task Using_the_context_on_a_foreign_thread_is_an_error()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var error = await FailsOnceReleased(release, async context =>
        {
            var foreign = ForeignAsync(context);
            await context.SleepAsync(TimeSpan.FromDays(1));
            await foreign;
        });
        Assert.StartsWith("Checkout/pay used NewGuid outside its own flow", error.Message, StringComparison.Ordinal);

        async Task ForeignAsync(IWorkflowContext context)
        {
            await release.Task;
            context.NewGuid();
        }
    }

    [Fact]
    public async Task Ending_on_a_foreign_thread_is_an_error()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var error = await FailsOnceReleased(release, context => Task.WhenAny(NapAsync(context), release.Task));
        Assert.StartsWith("Checkout/pay ended on a foreign thread", error.Message, StringComparison.Ordinal);

        static async Task NapAsync(IWorkflowContext context) => await context.SleepAsync(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Blocking_on_a_durable_task_is_an_error() =>
        await Given().When(context =>
        {
            context.SleepAsync(TimeSpan.FromDays(1)).GetAwaiter().GetResult();
            return Task.CompletedTask;
        }).Fails(ErrorCode.NonDurableAwait);

    [Fact]
    public async Task A_handler_that_swallows_everything_fails_all_the_same()
    {
        var error = await Given(new SleepCommand(Now, 1)).When(async context =>
        {
            for (var i = 0; i < 3; i++)
            {
                try
                {
                    await context.RunAsync("other", _ => Task.FromResult(1));
                }
#pragma warning disable CA1031 // This is what the handler does wrong.
                catch (Exception)
#pragma warning restore CA1031
                {
                }
            }
        }).Fails(ErrorCode.JournalMismatch);
        Assert.Equal(1, error.CommandIndex);
    }

    [Fact]
    public async Task A_handler_that_throws_in_finally_is_retried_with_that_exception()
    {
        var error = await Given(new SleepCommand(Now, 1), Done(1)).When(async context =>
        {
            try
            {
                await context.SleepAsync(TimeSpan.FromSeconds(1));
                throw new TerminalException("first");
            }
            finally
            {
                Throw();
            }

            static void Throw() => throw new InvalidOperationException("from finally");
        }).Fails(ErrorCode.Internal);
        Assert.Equal("InvalidOperationException: from finally", error.Message);
        Assert.Contains(
            nameof(A_handler_that_throws_in_finally_is_retried_with_that_exception),
            error.Detail!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspension_throws_nothing_and_runs_no_finally()
    {
        var ran = false;
        await Given().When(async context =>
        {
            try
            {
                await context.SleepAsync(TimeSpan.FromDays(1));
            }
            finally
            {
                ran = true;
            }
        }).Sends(Issue(new SleepCommand(Now.AddDays(1), 1)), Suspends(1));
        Assert.False(ran);
    }

    [Fact]
    public Task Forgetting_to_await_is_fine() =>
        Given().When(context =>
        {
            _ = context.SleepAsync(TimeSpan.FromDays(1));
            return Task.CompletedTask;
        }).Sends([Issue(new SleepCommand(Now.AddDays(1), 1)), .. Ends()]);

    [Fact]
    public async Task Awaiting_where_the_journal_went_on_is_a_mismatch()
    {
        var error = await Given(new SleepCommand(Now, 1), new RunCommand(2, "charge")).When(async context =>
        {
            await context.SleepAsync(TimeSpan.FromSeconds(1));
            await context.RunAsync("charge", _ => Task.FromResult(1));
        }).Fails(ErrorCode.JournalMismatch);
        Assert.Contains(
            "code now awaits something that was not awaited before", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_thousand_children_are_joined(bool combined)
    {
        var target = new Target("Child", "work");
        var script = Enumerable.Range(0, 10_000).Select(i => Done((uint)(20_000 - 2 * i), i));
        var channel = await Given().ThenArrives(script).When(async context =>
        {
            var calls = Enumerable.Range(0, 10_000).Select(i => context.CallAsync<int, int>(target, i)).ToList();
            if (combined)
                return (await DurableTask.WhenAll(calls)).Sum();
            return (await Task.WhenAll(calls.Select(async call => await call))).Sum();
        });
        Assert.Equal(Ends(49_995_000).Select(Text), channel.Sent.TakeLast(2).Select(Text));
    }

    [Fact]
    public async Task A_journal_without_an_input_is_a_protocol_violation() =>
        await (Given() with { Journal = [] }).When(_ => Task.CompletedTask).Fails(ErrorCode.ProtocolViolation);

    [Fact]
    public async Task An_acknowledgement_of_nothing_is_a_protocol_violation() =>
        await (Given() with { Script = [new EngineMessage.RunCompletionAck(9)] })
            .When(async context => await context.SleepAsync(TimeSpan.FromDays(1))).Fails(ErrorCode.ProtocolViolation);

    [Fact]
    public async Task A_scope_that_the_engine_cannot_carry_is_an_error() =>
        await Given().When(async context => await context.SendAsync(new("S", "h"), 1, null, new() { Scope = "s" }))
            .Fails(ErrorCode.UnsupportedFeature);

    private static async Task<AttemptError> FailsOnceReleased(
        TaskCompletionSource release, Func<IWorkflowContext, Task> handler)
    {
        var channel = new ReleasingChannel(release);
        await Given().RunAsync(
            async context =>
            {
                await handler(context);
                return Unit.Value;
            },
            channel,
            TestContext.Current.CancellationToken);
        return Assert.IsType<AttemptMessage.Fail>(channel.Sent[^1]).Error;
    }

    /// <summary>Lets the handler go on, on another thread, as soon as the attempt waits.</summary>
    private sealed class ReleasingChannel(TaskCompletionSource release) : IInvocationChannel
    {
        public List<AttemptMessage> Sent { get; } = [];

        public ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken)
        {
            Sent.AddRange(messages);
            return ValueTask.CompletedTask;
        }

        public ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken)
        {
            release.TrySetResult();
            return new(new TaskCompletionSource<EngineMessage?>().Task.WaitAsync(cancellationToken));
        }
    }
}
