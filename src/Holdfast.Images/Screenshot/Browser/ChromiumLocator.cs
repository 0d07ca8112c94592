namespace Holdfast.Images;

/// <summary>A Chromium on this machine.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="IsHeadlessShell">It is the small build without a window, which starts and paints faster.</param>
public sealed record ChromiumInstallation(string Path, bool IsHeadlessShell);

/// <summary>Finds the browser that screenshots are taken with.</summary>
public static class ChromiumLocator
{
    /// <summary>Environment variable that names the browser's path.</summary>
    public const string EnvironmentVariable = "HOLDFAST_CHROMIUM";

    // The shell first: it is made for this.
    private static readonly string[] _names =
    [
        "chromium-headless-shell", "chrome-headless-shell", "headless_shell", "chromium", "chromium-browser",
        "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable", "msedge",
    ];

    /// <summary>
    /// The browser to use: <paramref name="configuredPath"/>, else <see cref="EnvironmentVariable"/>, else the first of
    /// the known names on the PATH, else at the place where installers put it.
    /// </summary>
    /// <param name="configuredPath">As in <see cref="ScreenshotOptions.ChromiumPath"/>; null: not configured.</param>
    /// <exception cref="FileNotFoundException">
    /// There is none; the message says where it was looked for and what to do.
    /// </exception>
    public static ChromiumInstallation Find(string? configuredPath = null)
    {
        if (configuredPath is { Length: > 0 })
            return At(configuredPath, $"{nameof(ScreenshotOptions)}.{nameof(ScreenshotOptions.ChromiumPath)}");
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } path)
            return At(path, "the environment variable " + EnvironmentVariable);

        var found = _names.SelectMany(OnPath).Concat(UsualPlaces()).FirstOrDefault(File.Exists);
        return found is null ? throw Missing() : Describe(found);
    }

    private static ChromiumInstallation At(string path, string origin) => File.Exists(path)
        ? Describe(path)
        : throw new FileNotFoundException(
            $"There is no browser at '{path}', which {origin} names. Correct it, or remove it to search.", path);

    // Debian's commands are shell scripts: one that stays between this process and the browser would be killed in the
    // browser's place.
    private static ChromiumInstallation Describe(string path)
    {
        var name = Path.GetFileName(path);
        var behindScript = Path.Combine("/usr/lib/chromium", name);
        var isScript = Path.GetDirectoryName(Path.GetFullPath(path)) == "/usr/bin" && File.Exists(behindScript);
        var isShell = name.Contains("headless", StringComparison.OrdinalIgnoreCase);
        return new(isScript ? behindScript : Path.GetFullPath(path), isShell);
    }

    private static IEnumerable<string> OnPath(string name)
    {
        var program = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return directories.Select(directory => Path.Combine(directory, program));
    }

    private static IEnumerable<string> UsualPlaces()
    {
        if (OperatingSystem.IsMacOS())
        {
            return
            [
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            ];
        }

        return OperatingSystem.IsWindows()
            ?
            [
                In(Environment.SpecialFolder.ProgramFiles, "Google", "Chrome", "Application", "chrome.exe"),
                In(Environment.SpecialFolder.ProgramFilesX86, "Microsoft", "Edge", "Application", "msedge.exe"),
            ]
            : ["/snap/bin/chromium"];
    }

    private static string In(Environment.SpecialFolder folder, params string[] path) =>
        Path.Combine([Environment.GetFolderPath(folder), .. path]);

    private static FileNotFoundException Missing() => new(
        $"Screenshots need Chromium, and none was found: {EnvironmentVariable} is not set, none of "
        + $"{string.Join(", ", _names)} is on the PATH, and none is where installers put it. "
        + "Install one (Debian: apt-get install chromium-headless-shell; macOS: brew install --cask chromium), "
        + $"or set {EnvironmentVariable} to its path.");
}
