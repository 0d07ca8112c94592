namespace Holdfast.StableDiffusion.Tests.Worker;

/// <summary>Waits for what happens in the background of a server.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(5);

    /// <exception cref="TimeoutException">It did not come.</exception>
    public static async Task<T> ValueAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await read() is { } value)
                return value;
            if (TimeProvider.System.GetElapsedTime(start) > _deadline)
                throw new TimeoutException($"It did not come within {_deadline.TotalSeconds} s.");
            await Task.Delay(_interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(Func<bool> condition) =>
        ValueAsync(() => Task.FromResult(condition() ? "yes" : null));
}
