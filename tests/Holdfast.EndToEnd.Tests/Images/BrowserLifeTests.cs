using System.Diagnostics;
using System.Net;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Images;
using Holdfast.Images.Screenshot;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class BrowserLifeTests(Browsers browsers) : IClassFixture<Browsers>
{
    private const string OwnerReport = "HOLDFAST_TEST_OWNER_REPORT";

    [Fact]
    public async Task A_browser_that_died_between_jobs_is_replaced()
    {
        await using var supply = Browsers.Create(new());
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var first = supply.Current!.ProcessId;

        Kill(first);
        await EventuallyAsync(() => supply.Current is not { IsSound: true }, "the death is noticed");
        await browsers.TakeAsync(browsers.Page("/red"), supply);

        Assert.NotEqual(first, supply.Current!.ProcessId);
        Assert.Empty(Chromium.Of(first));
    }

    [Fact]
    public async Task A_browser_that_hangs_is_killed_and_replaced()
    {
        var time = new FakeTimeProvider();
        await using var supply = Browsers.Create(new(), time);
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var first = supply.Current!;

        Chromium.Stop(first.ProcessId);
        var waiting = browsers.TakeAsync(browsers.Page("/red"), supply);

        await EventuallyAsync(
            () =>
            {
                // All patience with it is measured by this clock.
                time.Advance(TimeSpan.FromSeconds(1));
                return waiting.IsCompleted && Chromium.Mentioning(first.Directory).Count == 0;
            },
            "the browser is given up, and gone");
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        Assert.NotEqual(first.ProcessId, supply.Current!.ProcessId);
    }

    [Fact]
    public async Task A_browser_outlives_the_thread_that_asked_for_it()
    {
        await using var supply = Browsers.Create(new());
        var taking = new TaskCompletionSource<Task>();
        var thread = new Thread(() => taking.SetResult(browsers.TakeAsync(browsers.Page("/red"), supply)));
        thread.Start();
        var taken = await taking.Task;
        await EventuallyAsync(() => !thread.IsAlive, "the thread has ended");
        await taken;

        var browser = supply.Current!.ProcessId;
        await browsers.TakeAsync(browsers.Page("/red"), supply);

        Assert.Equal(browser, supply.Current!.ProcessId);
    }

    [Fact]
    public async Task What_a_process_that_is_gone_left_behind_is_ended_and_removed()
    {
        using var gone = Process.Start("true");
        await gone.WaitForExitAsync(TestContext.Current.CancellationToken);
        var directory = Directory.CreateTempSubdirectory($"holdfast-chromium-{gone.Id}-").FullName;
        using var left = Process.Start(new ProcessStartInfo("sh", ["-c", "read never", directory])
        {
            RedirectStandardInput = true,
        })!;

        await using var supply = Browsers.Create(new());
        await browsers.TakeAsync(browsers.Page("/red"), supply);

        await EventuallyAsync(() => Chromium.Of(left.Id).Count == 0, "the process is gone");
        await EventuallyAsync(() => !Directory.Exists(directory), "the directory is gone, too");
    }

    [Fact]
    public async Task A_job_whose_browser_dies_can_be_tried_again()
    {
        await using var supply = Browsers.Create(new());
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var waiting = browsers.TakeAsync(browsers.Page("/never"), supply);
        await EventuallyAsync(() => supply.Current is { OpenPages: 1 }, "the job has begun");

        Kill(supply.Current!.ProcessId);

        await Assert.ThrowsAsync<PageException>(() => waiting);
        await browsers.TakeAsync(browsers.Page("/red"), supply);
    }

    [Fact]
    public async Task A_browser_is_replaced_after_its_number_of_screenshots()
    {
        await using var supply = Browsers.Create(new() { MaxScreenshotsPerBrowser = 2 });
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var first = supply.Current!.ProcessId;
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        await EventuallyAsync(() => supply.Current is null, "the browser takes no more");

        await browsers.TakeAsync(browsers.Page("/red"), supply);

        Assert.NotEqual(first, supply.Current!.ProcessId);
        Assert.Empty(Chromium.Of(first));
    }

    [Fact]
    public async Task A_browser_that_has_grown_too_large_is_replaced()
    {
        await using var supply = Browsers.Create(new() { MaxBrowserBytes = 1 });

        await browsers.TakeAsync(browsers.Page("/red"), supply);

        await EventuallyAsync(() => supply.Current is null, "the browser takes no more");
    }

    [Fact]
    public async Task Jobs_under_way_finish_in_a_browser_that_takes_no_more()
    {
        await using var supply = Browsers.Create(new() { MaxScreenshotsPerBrowser = 1, MaxConcurrentPages = 3 });

        var request = browsers.Page("/late") with { DelayMs = 200 };
        var captures = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browsers.TakeAsync(request, supply)));

        Assert.All(captures, capture => Assert.NotEmpty(capture.Content));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_job_over_its_limit_is_stopped_though_nothing_answers()
    {
        await using var supply = Browsers.Create(new());

        var cancellationToken = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<TimeoutException>(() => supply.UseAsync(
            browser => browser.RunAsync(
                new(new(Browsers.LocalSites, Dns.GetHostAddressesAsync, TimeProvider.System), Viewport.Default, 1),
                (_, _) => new TaskCompletionSource<int>().Task,
                TimeSpan.FromMilliseconds(200),
                cancellationToken),
            cancellationToken));

        await browsers.TakeAsync(browsers.Page("/red"), supply);
    }

    [Fact]
    public async Task Nothing_is_left_when_the_supply_is_disposed_of()
    {
        var supply = Browsers.Create(new());
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var browser = supply.Current!;

        await supply.DisposeAsync();

        Assert.Empty(Chromium.Of(browser.ProcessId));
        Assert.False(Directory.Exists(browser.Directory));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => browsers.TakeAsync(browsers.Page("/red"), supply));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_left_when_the_process_that_owns_the_browser_is_killed(bool hangs)
    {
        var report = Path.Combine(Directory.CreateTempSubdirectory("holdfast-test-").FullName, "browser");
        var program = Path.ChangeExtension(typeof(BrowserLifeTests).Assembly.Location, null);
        var method = "*." + nameof(A_process_that_owns_a_browser_and_waits_to_be_killed);
        using var owner = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList = { "--explicit", "only", "--filter-method", method },
            Environment = { [OwnerReport] = report },
            RedirectStandardOutput = true,
        })!;
        var said = owner.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EventuallyAsync(() => File.Exists(report) || owner.HasExited, "the owner has a browser");
        Assert.True(File.Exists(report), owner.HasExited ? await said : "");
        var lines = await File.ReadAllLinesAsync(report, TestContext.Current.CancellationToken);
        var (browser, directory) = (int.Parse(lines[0], null), lines[1]);
        Assert.NotEmpty(Chromium.Mentioning(directory));

        // A browser that hangs does not see that its pipe has ended: then only the kernel can end it.
        if (hangs)
            Chromium.Stop(browser);
        // SIGKILL, and not its children: they have to notice.
        owner.Kill(entireProcessTree: false);
        // A process that nobody has asked for its exit code still counts as one, and owns its directory.
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
        await EventuallyAsync(
            () => Chromium.Mentioning(directory).Count == 0 && Chromium.Of(browser).Count == 0,
            "the owner's browser is gone");

        // What is left on the disk is removed when the next browser starts.
        await using var supply = Browsers.Create(new());
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        // Another test's browser may be the one that is removing it.
        await EventuallyAsync(() => !Directory.Exists(directory), "the directory is gone, too");
    }

    /// <summary>Not a test, but the program that the one above kills.</summary>
    [Fact(Explicit = true)]
    public async Task A_process_that_owns_a_browser_and_waits_to_be_killed()
    {
        var report = Environment.GetEnvironmentVariable(OwnerReport);
        Assert.NotNull(report);
        await using var supply = Browsers.Create(new());
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var browser = supply.Current!;

        await File.WriteAllLinesAsync(
            report + ".new", [$"{browser.ProcessId}", browser.Directory], TestContext.Current.CancellationToken);
        File.Move(report + ".new", report);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_missing_browser_is_explained()
    {
        var failure = Assert.Throws<FileNotFoundException>(() => ChromiumLocator.Find("/nowhere/chromium"));

        Assert.Contains("/nowhere/chromium", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ScreenshotOptions.ChromiumPath), failure.Message, StringComparison.Ordinal);
    }

    private static Task EventuallyAsync(Func<bool> condition, string awaited) =>
        Eventually.TrueAsync(() => Task.FromResult(condition()), () => "waited until " + awaited);

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
