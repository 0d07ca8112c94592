namespace Holdfast.Images.Screenshot.Browser;

/// <summary>
/// The browser's environment variables: it runs code of strangers, so it gets no secrets of the program.
/// </summary>
internal static class ChromiumEnvironment
{
    private static readonly string[] _passed =
    [
        "PATH", "HOME", "USER", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_DIRS",
        "SystemRoot", "SystemDrive", "ProgramFiles", "LOCALAPPDATA", "APPDATA", "windir",
    ];

    public static IEnumerable<KeyValuePair<string, string>> Of(string temporaryDirectory)
    {
        foreach (var name in _passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                yield return new(name, value);
        }

        foreach (var name in new[] { "TMPDIR", "TEMP", "TMP" })
            yield return new(name, temporaryDirectory);

        // Pages are told the same time on every machine.
        yield return new("TZ", "UTC");

        // Desktop services are none of its business, and waiting for them takes seconds.
        yield return new("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    }
}
