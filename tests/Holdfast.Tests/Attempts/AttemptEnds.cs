using static Holdfast.Tests.Machine.Scenario;

namespace Holdfast.Tests.Attempts;

/// <summary>Whom the end of an attempt is told to.</summary>
public sealed class AttemptEnds
{
    // To tell nobody costs an exception and a change of threads, and nearly every attempt ends so.
    [Fact]
    public async Task A_side_effect_that_is_over_is_not_told()
    {
        CancellationToken end = default;

        await Given().When(async context => await context.RunAsync("charge", Charge));

        Assert.True(end.CanBeCanceled);
        Assert.False(end.IsCancellationRequested);

        Task<string> Charge(CancellationToken told)
        {
            end = told;
            return Task.FromResult("paid");
        }
    }

    [Fact]
    public async Task A_side_effect_that_executes_is_told()
    {
        var told = new TaskCompletionSource();

        await Given().When(async context => await DurableTask.WhenAny(
            context.RunAsync("for ever", WaitForEnd),
            context.RunAsync("at once", _ => Task.FromResult(Unit.Value))));

        await told.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Task<Unit> WaitForEnd(CancellationToken end)
        {
            end.Register(told.SetResult);
            return new TaskCompletionSource<Unit>().Task;
        }
    }
}
