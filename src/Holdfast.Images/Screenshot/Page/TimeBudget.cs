namespace Holdfast.Images.Screenshot.Page;

/// <summary>What is left of the time that a page has.</summary>
internal sealed class TimeBudget(TimeSpan total, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <exception cref="TimeoutException">Nothing is left.</exception>
    public TimeSpan Left
    {
        get
        {
            var left = total - time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : throw new TimeoutException("No time is left");
        }
    }

    /// <summary>Waits for something that is needed.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task WaitAsync(Task needed, CancellationToken cancellationToken)
    {
        try
        {
            await needed.WaitAsync(Left, time, cancellationToken);
        }
        finally
        {
            Abandon(needed);
        }
    }

    /// <summary>Waits for something that is nice to have, so long and no longer.</summary>
    public async Task TryAsync(Task wished, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            var left = Left;
            await wished.WaitAsync(left < atMost ? left : atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Then it goes on without.
        }
        finally
        {
            Abandon(wished);
        }
    }

    // Its own failure later on is of no interest, but must be seen by somebody.
    private static void Abandon(Task task) =>
        _ = task.ContinueWith(static late => late.Exception, TaskScheduler.Default);
}
