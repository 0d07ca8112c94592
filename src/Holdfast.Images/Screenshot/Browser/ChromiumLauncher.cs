using Holdfast.Images.Screenshot.DevTools;
using Microsoft.Extensions.Logging;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>Starts browsers, in such a way that none outlives this process.</summary>
internal sealed partial class ChromiumLauncher(
    ScreenshotOptions options, TimeProvider time, ILogger<ChromiumLauncher> logger)
{
    private static readonly TimeSpan _forStarting = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _forLastWords = TimeSpan.FromSeconds(2);

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
        ChromiumProcess? process = null;
        DevToolsConnection? connection = null;
        try
        {
            var flags = ChromiumFlags.For(chromium, profile.Directory, _sandbox.Value);
            process = await ChromiumProcess.StartAsync(chromium.Path, flags, profile.Directory);
            connection = DevToolsConnection.Open(process.ToBrowser, process.FromBrowser);
            return await ChromiumBrowser.AttachAsync(process, connection, profile, options, time)
                .WaitAsync(_forStarting, time);
        }
        catch (Exception error)
        {
            ProcessTree.KillAllMentioning(profile.Directory);
            var said = process is null ? error.Message : await process.LastWordsAsync(_forLastWords, time);
            if (connection is not null)
                await connection.DisposeAsync();
            if (process is not null)
                await process.DisposeAsync();
            profile.Delete();
            throw NotStarted(chromium, said, error);
        }
    }

    private void Announce(ChromiumInstallation chromium)
    {
        if (_sandbox.Value)
            LogBrowser(chromium.Path);
        else
            LogWithoutSandbox(chromium.Path);
    }

    private PageException NotStarted(ChromiumInstallation chromium, string said, Exception error)
    {
        var hint = _sandbox.Value && said.Contains("sandbox", StringComparison.OrdinalIgnoreCase)
            ? " This machine does not let it lock up its renderers: allow unprivileged user namespaces, or set "
                + $"{nameof(ScreenshotOptions)}.{nameof(ScreenshotOptions.Sandbox)} to false if something else keeps "
                + "this process in."
            : "";
        return new($"The browser {chromium.Path} did not start: {error.Message}. It said: {said}{hint}", error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Screenshots are taken with {Path}")]
    private partial void LogBrowser(string path);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Screenshots are taken with {Path} without its sandbox, because of root or by configuration")]
    private partial void LogWithoutSandbox(string path);
}
