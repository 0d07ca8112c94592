namespace Holdfast.StableDiffusion.Servers;

/// <summary>An answer that holds for a while.</summary>
internal sealed class Cached<T>(Func<CancellationToken, Task<T>> ask, TimeSpan age, TimeProvider time)
    where T : class
{
    private Entry? _entry;

    public async Task<T> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _entry) is { } entry && time.GetElapsedTime(entry.At) < age
            ? entry.Value
            : await RenewAsync(cancellationToken);

    /// <summary>Asks, whatever is known. Two callers at once both ask, which does no harm.</summary>
    public async Task<T> RenewAsync(CancellationToken cancellationToken)
    {
        var value = await ask(cancellationToken);
        Volatile.Write(ref _entry, new(value, time.GetTimestamp()));
        return value;
    }

    private sealed record Entry(T Value, long At);
}
