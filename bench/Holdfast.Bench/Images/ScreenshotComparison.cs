using System.Diagnostics;
using Holdfast.Bench.Reporting;
using Holdfast.Images;
using Holdfast.Testing;
using Holdfast.Workflows;

namespace Holdfast.Bench.Images;

/// <summary>
/// Screenshots of a page on this machine, one after the other and four at once: the step here; Puppeteer with a new
/// Chromium for each, which is its default and the usual way; with a new headless shell for each, which is what the
/// step uses; and with one such browser and a context for each. They take turns, several times in a row each, so that
/// what is done behind a result is paid for by the next.
/// </summary>
internal static class ScreenshotComparison
{
    // Where Debian's package puts it; './holdfast bench screenshots' installs it.
    private const string Chromium = "/usr/bin/chromium";

    // So long as a server has been running whose code is compiled.
    private const int WarmUps = 20;
    private const int InARow = 4;
    private static readonly TimeSpan _untilQuiet = TimeSpan.FromMilliseconds(300);
    private static readonly (int AtOnce, int Rounds)[] _loads = [(1, 5), (4, 3)];

    public static async Task MeasureAsync(Section section)
    {
        var directory = MeasuredEngine.NewDirectory();
        try
        {
            await using var page = await TextPage.StartAsync();
            await using var browser = new Browser();
            var store = DirectoryArtifactStore.Open(directory.FullName);
            var shell = ChromiumLocator.Find().Path;
            await using var usual = await PuppeteerAsync("usual", Chromium, directory.FullName);
            await using var cold = await PuppeteerAsync("cold", shell, directory.FullName);
            await using var warm = await PuppeteerAsync("warm", shell, directory.FullName);
            section.Columns(
                "ms, median (least–most)", "here", "a Chromium each", "a headless shell each", "a context each");
            for (var warmUp = 0; warmUp < WarmUps; warmUp++)
                await OursAsync(browser, store, page.Address, 1);
            foreach (var (atOnce, rounds) in _loads)
            {
                await CompareAsync(
                    section,
                    $"{atOnce} at once",
                    rounds,
                    InARow / atOnce,
                    () => OursAsync(browser, store, page.Address, atOnce),
                    () => usual.DoAsync($"{page.Address} {atOnce}"),
                    () => cold.DoAsync($"{page.Address} {atOnce}"),
                    () => warm.DoAsync($"{page.Address} {atOnce}"));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(
        Section section, string name, int rounds, int inARow, params Func<Task<double>>[] ways)
    {
        var samples = ways.Select(_ => new Samples()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                for (var turn = 0; turn < inARow; turn++)
                    samples[i].Add(await ways[i]());
                await Task.Delay(_untilQuiet, TimeProvider.System, CancellationToken.None);
            }
        }

        var cells = samples.Select(way => way == samples[0]
            ? $"{way}"
            : $"{way}, {way.Median / samples[0].Median:N1}×");
        section.Row([name, .. cells]);
    }

    private static async Task<double> OursAsync(
        Browser browser, DirectoryArtifactStore store, string address, int count)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(async at => await store.WriteAsync(
            new($"here-{at}.png"), await browser.CaptureAsync(address), CancellationToken.None)));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static Task<LineProcess> PuppeteerAsync(string mode, string browser, string directory) =>
        LineProcess.StartAsync(
            "node", SourceTree.PathOf("bench", "peers", "images", "screenshots.mjs"), mode, browser, directory);
}
