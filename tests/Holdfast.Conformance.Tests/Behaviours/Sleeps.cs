using System.Diagnostics;
using static Holdfast.Conformance.Tests.Behaviours.Interpreter;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Sleeps(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task A_sleep_does_not_end_before_its_time(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var started = Stopwatch.StartNew();
        await new Interpreter(ingress).RunAsync(AwaitOne(Sleep(10)));

        Assert.InRange(started.Elapsed, TimeSpan.FromMilliseconds(10), TimeSpan.MaxValue);
    }

    [Theory, InEveryMode]
    public async Task Sleeps_of_one_handler_pass_together(Mode mode)
    {
        const int Longest = 100;
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var started = Stopwatch.StartNew();
        await ingress.CallAsync("TestUtilsService/sleepConcurrently", (int[])[Longest, 10, 50]);

        Assert.InRange(started.Elapsed, TimeSpan.FromMilliseconds(Longest), TimeSpan.MaxValue);
    }

    [Theory, InEveryMode]
    public async Task Many_sleep_at_the_same_time(Mode mode)
    {
        const int Sleepers = 50, Each = 20;
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var naps = Enumerable.Range(0, Each).Select(i => Sleep(10 + 2 * i)).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, Sleepers)
            .Select(_ => new Interpreter(ingress).RunAsync(Await("awaitAllCompleted", naps))));

        var slept = string.Join('|', Enumerable.Repeat("ok:sleep", Each));
        Assert.All(results, result => Assert.Equal(slept, result));
    }
}
