using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>Starts browsers, in such a way that none outlives this process.</summary>
internal sealed partial class ChromiumLauncher(
    ScreenshotOptions options, TimeProvider time, ILogger<ChromiumLauncher> logger)
{
    private const string ParentDeathSignal = "/usr/bin/setpriv";
    private const float PatienceMilliseconds = 60_000;

    private readonly Lazy<bool> _sandbox = new(
        () => options.Sandbox ?? !(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()));

    /// <exception cref="FileNotFoundException">There is no browser on this machine.</exception>
    /// <exception cref="PageException">It did not start.</exception>
    public async Task<ChromiumBrowser> LaunchAsync()
    {
        var chromium = ChromiumLocator.Find(options.ChromiumPath);
        if (!_sandbox.IsValueCreated)
            Announce(chromium);
        ChromiumProfile.Sweep();

        var profile = ChromiumProfile.Create();
        IPlaywright? driver = null;
        try
        {
            // A driver for each browser: whatever goes wrong with either, both are replaced.
            driver = await Playwright.CreateAsync();
            var browser = await driver.Chromium.LaunchAsync(Options(chromium, profile));
            return await ChromiumBrowser.AttachAsync(driver, browser, profile, options, time);
        }
        catch (Exception error)
        {
            driver?.Dispose();
            ProcessTree.KillAllMentioning(profile.Directory);
            profile.Delete();
            throw error is PlaywrightException or TimeoutException ? NotStarted(chromium, error) : error;
        }
    }

    private BrowserTypeLaunchOptions Options(ChromiumInstallation chromium, ChromiumProfile profile)
    {
        string[] command = [chromium.Path, .. ChromiumFlags.For(chromium, profile.Directory, _sandbox.Value)];
        // The kernel kills the browser when the driver dies, and the driver ends when its input, which is this process,
        // does.
        if (File.Exists(ParentDeathSignal))
            command = [ParentDeathSignal, "--pdeathsig", "KILL", "--", .. command];
        return new()
        {
            ExecutablePath = command[0],
            Args = command[1..],
            IgnoreAllDefaultArgs = true,
            ArtifactsDir = profile.Directory,
            Env = ChromiumEnvironment.Of(profile.Directory),
            HandleSIGHUP = false,
            HandleSIGINT = false,
            HandleSIGTERM = false,
            Timeout = PatienceMilliseconds,
        };
    }

    private void Announce(ChromiumInstallation chromium)
    {
        if (_sandbox.Value)
            LogBrowser(chromium.Path);
        else
            LogWithoutSandbox(chromium.Path);
    }

    private PageException NotStarted(ChromiumInstallation chromium, Exception error)
    {
        var hint = _sandbox.Value && error.Message.Contains("sandbox", StringComparison.OrdinalIgnoreCase)
            ? " This machine does not let it lock up its renderers: allow unprivileged user namespaces, or set "
                + $"{nameof(ScreenshotOptions)}.{nameof(ScreenshotOptions.Sandbox)} to false if something else keeps "
                + "this process in."
            : "";
        return new($"The browser {chromium.Path} did not start: {error.Message}{hint}", error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Screenshots are taken with {Path}")]
    private partial void LogBrowser(string path);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Screenshots are taken with {Path} without its sandbox, because of root or by configuration")]
    private partial void LogWithoutSandbox(string path);
}
