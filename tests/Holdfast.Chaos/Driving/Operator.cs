namespace Holdfast.Chaos.Driving;

/// <summary>Looks from time to time whether something was paused, and resumes it.</summary>
internal sealed class Operator(IVictim victim)
{
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(2);

    /// <summary>Goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await victim.ResumePausedAsync();
            }
            catch (Exception error) when (error is HttpRequestException or InvalidOperationException or IOException
                or OperationCanceledException)
            {
                // The server is away: it is asked again.
            }

            await Task.WhenAny(Task.Delay(_round, TimeProvider.System, stop));
        }
    }
}
