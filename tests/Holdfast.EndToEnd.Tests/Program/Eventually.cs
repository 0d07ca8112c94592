namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>Waits for a condition of another process, which cannot be awaited.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);

    /// <exception cref="TimeoutException">It did not come true; with what is known.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> known)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start) > _deadline)
                throw new TimeoutException(
                    $"It did not come true within {_deadline.TotalSeconds} s. Known:\n{known()}");
            await Task.Delay(_interval, time, TestContext.Current.CancellationToken);
        }
    }
}
