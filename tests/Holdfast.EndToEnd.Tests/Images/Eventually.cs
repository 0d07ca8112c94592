namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Waits for a condition, with a deadline that only a failure reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            try
            {
                await ticks.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Within {_deadline.TotalSeconds} s it never became true: {what}");
            }
        }
    }
}
