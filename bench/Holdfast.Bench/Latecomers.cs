using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>New invocations, one after the other, while a process works off many that were there before.</summary>
internal static class Latecomers
{
    /// <summary>Sends them until all others have ended; returns what can be said of how long they took.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="others">How many invocations end in this process without these.</param>
    /// <param name="request">The next one, which is answered at its end.</param>
    public static async Task<string> SendAsync(MeasuredEngine engine, long others, Func<byte[]> request)
    {
        var waits = new List<double>();
        do
        {
            var start = Stopwatch.GetTimestamp();
            await HttpLoad.SendAsync(engine.Address, request());
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while ((await engine.GaugesAsync()).Ended < others + waits.Count);

        waits.Sort();
        return $"{waits.Count:N0} new invocations, one at a time, took {Section.Figure(waits[waits.Count / 2])} ms "
            + $"(median), {Section.Figure(waits[^1])} ms at most";
    }
}
