using System.Text.RegularExpressions;

namespace Holdfast.Host.Configuration;

/// <summary>
/// One setting: a flag, an environment variable, and a key in the section <c>Holdfast</c> of appsettings.json. The
/// first of these that is there counts.
/// </summary>
/// <param name="Key">Name in appsettings.json, such as <c>LogFormat</c>.</param>
/// <param name="Value">
/// What goes there, for <c>--help</c>: <c>simple|json</c>. Empty: a switch, true or false; its flag has no value, and a
/// twin that begins with <c>--no-</c>.
/// </param>
/// <param name="Default">Used when nothing is given; empty: nothing.</param>
/// <param name="Description">One sentence.</param>
internal sealed partial record Setting(string Key, string Value, string Default, string Description)
{
    /// <summary>Such as <c>--log-format</c>.</summary>
    public string Flag { get; } = "--" + Words().Replace(Key, "-").ToLowerInvariant();

    /// <summary>For switches, such as <c>--no-register</c>.</summary>
    public string NegativeFlag => "--no-" + Flag[2..];

    /// <summary>True or false.</summary>
    public bool IsSwitch => Value.Length == 0;

    /// <summary>Such as <c>HOLDFAST_LOG_FORMAT</c>.</summary>
    public string Variable { get; } = "HOLDFAST_" + Words().Replace(Key, "_").ToUpperInvariant();

    /// <summary>Its key in the configuration.</summary>
    public string Path { get; } = "Holdfast:" + Key;

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();
}
