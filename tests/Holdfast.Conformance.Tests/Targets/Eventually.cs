using System.Diagnostics;

namespace Holdfast.Conformance.Tests;

/// <summary>Waits for a condition of another process, which cannot be awaited.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">It did not come true; with what is known.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? known = null)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            if (started.Elapsed > _deadline)
                throw new TimeoutException($"It did not come true within {_deadline}. Known:\n{known?.Invoke()}");
            await Task.Delay(_interval, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Tries again while it throws <typeparamref name="TError"/>.</summary>
    public static async Task<T> SucceedsAsync<T, TError>(Func<Task<T>> action)
        where TError : Exception
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(_interval))
        {
            try
            {
                return await action();
            }
            catch (TError) when (started.Elapsed < _deadline)
            {
                // Once more.
            }
        }
    }
}
