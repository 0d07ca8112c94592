using System.Diagnostics;

namespace Holdfast.Restate.Tests.Clients;

/// <summary>Waits for what will be so, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(25);

    public static Task IsAsync(Func<Task<bool>> condition) =>
        AsyncOf<object>(async () => await condition() ? condition : null);

    public static async Task<T> AsyncOf<T>(Func<Task<T?>> find)
        where T : class
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(_pause, TestContext.Current.CancellationToken))
        {
            if (await find() is { } found)
                return found;
            Assert.True(waited.Elapsed < _deadline, "It did not come to that in time.");
        }
    }
}
