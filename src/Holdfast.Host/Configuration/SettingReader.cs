using System.Globalization;

namespace Holdfast.Host.Configuration;

/// <summary>Reads settings, and collects what is wrong with them, so that one start shows all mistakes.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _mistakes = [];

    public string Text(Setting setting) =>
        configuration[setting.Path] is { Length: > 0 } given ? given.Trim() : setting.Default;

    public string? OptionalText(Setting setting) => Text(setting) is { Length: > 0 } text ? text : null;

    /// <summary>Parts between commas.</summary>
    public string[] List(Setting setting) =>
        Text(setting).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public int Number(Setting setting, int least, int most) =>
        int.TryParse(Text(setting), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : Wrong<int>(setting, $"a whole number from {least} to {most}");

    public TimeSpan Time(Setting setting) =>
        Duration.TryParse(Text(setting), out var time) ? time : Wrong<TimeSpan>(setting, Duration.Form);

    public T Word<T>(Setting setting)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(setting), ignoreCase: true, out var word) && Enum.IsDefined(word)
            && !char.IsAsciiDigit(Text(setting)[0])
            ? word
            : Wrong<T>(setting, "one of " + string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant());

    public bool Switch(Setting setting) =>
        bool.TryParse(Text(setting), out var isOn) ? isOn : Wrong<bool>(setting, "true or false");

    public Uri Address(Setting setting) =>
        TryReadAddress(Text(setting)) ?? Wrong<Uri>(setting, "an address, such as http://localhost:8080")!;

    public Uri? OptionalAddress(Setting setting) => OptionalText(setting) is null ? null : Address(setting);

    /// <summary>Notes that a setting is wrong; the reading goes on.</summary>
    public T? Wrong<T>(Setting setting, string expected)
    {
        _mistakes.Add($"  {setting.Flag} ({setting.Variable}) is '{Text(setting)}', and must be {expected}.");
        return default;
    }

    /// <summary>As <see cref="Wrong{T}"/>, without telling what it is.</summary>
    public void WrongSecret(Setting setting, string expected) =>
        _mistakes.Add($"  {setting.Flag} ({setting.Variable}) must be {expected}.");

    private static Uri? TryReadAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <exception cref="ProgramException">There were mistakes: all of them.</exception>
    public void ThrowIfMistaken()
    {
        if (_mistakes.Count > 0)
        {
            throw new ProgramException(
                ExitCode.Usage,
                $"These settings are wrong:\n{string.Join('\n', _mistakes)}\nSee 'holdfast serve --help'.");
        }
    }
}
