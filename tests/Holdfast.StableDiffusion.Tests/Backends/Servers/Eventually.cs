using System.Diagnostics;

namespace Holdfast.StableDiffusion.Tests.Backends.Servers;

/// <summary>Waits for what will be so, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    public static async Task IsAsync(Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < _deadline, "It did not come to that in time.");
            await Task.Delay(_pause, TestContext.Current.CancellationToken);
        }
    }
}
