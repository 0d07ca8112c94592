using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Images;
using Holdfast.Images.Screenshot.Browser;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>The browser runs code of strangers: it is told nothing, and keeps nothing.</summary>
public sealed class BrowserSecrecyTests(Browsers browsers) : IClassFixture<Browsers>
{
    private const string Secret = "HOLDFAST_TEST_SECRET";

    [Fact]
    public async Task The_browser_does_not_get_the_programs_variables()
    {
        var real = ChromiumLocator.Find(null).Path;
        using var files = new TemporaryDirectory();
        var noting = Path.Combine(files.Path, Path.GetFileName(real));
        await File.WriteAllTextAsync(
            noting,
            $"#!/bin/sh\nenv > \"$0.variables\"\nexec '{real}' \"$@\"\n",
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(noting, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable(Secret, Secret);
        var options = Browsers.LocalSites with { ChromiumPath = noting };
        await using var supply = Browsers.Create(options);

        await browsers.TakeAsync(browsers.Page("/red"), supply);

        var variables = await File.ReadAllTextAsync(noting + ".variables", TestContext.Current.CancellationToken);
        Assert.Contains("PATH=", variables, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, variables, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sandbox_is_given_up_only_where_that_is_said()
    {
        var chromium = new ChromiumInstallation("/chromium", IsHeadlessShell: true);

        Assert.DoesNotContain("--no-sandbox", ChromiumFlags.For(chromium, "/profile", sandbox: true));
        Assert.Contains("--no-sandbox", ChromiumFlags.For(chromium, "/profile", sandbox: false));
    }

    [Fact]
    public async Task A_download_writes_nothing()
    {
        await using var supply = Browsers.Create(Browsers.LocalSites);
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var written = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var watcher = new FileSystemWatcher(supply.Current!.Directory) { IncludeSubdirectories = true };
        watcher.Changed += (_, change) => written.Add(IsDownload(change.FullPath) ? change.FullPath : "");
        watcher.EnableRaisingEvents = true;
        browsers.Site.Html = """
            <!doctype html><body><script>
              const link = document.createElement('a')
              link.href = URL.createObjectURL(new Blob([new Uint8Array(3 << 20).fill(65)]))
              link.download = 'holdfast-download.bin'
              document.body.append(link)
              link.click()
              setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p id=done>Done</p>'), 1000)
            </script>
            """;

        await browsers.TakeAsync(browsers.Page("/html") with { WaitForSelector = "#done" }, supply);

        Assert.All(written, path => Assert.Empty(path));
    }

    // The browser's own files in this directory are smaller, except for the memory that its processes share.
    private static bool IsDownload(string path) =>
        new FileInfo(path) is { Exists: true, Length: >= 2 << 20 } file
        && !file.Name.StartsWith(".org.chromium", StringComparison.Ordinal);
}
