using System.CommandLine;

namespace Holdfast.Host.Configuration;

/// <summary>The settings as flags of a command.</summary>
internal sealed class SettingFlags
{
    private readonly Dictionary<Setting, Option<string?>> _options = [];

    /// <summary>Adds a flag for each setting to the command.</summary>
    public static SettingFlags AddTo(Command command, IEnumerable<Setting> settings)
    {
        var flags = new SettingFlags();
        foreach (var setting in settings)
        {
            var option = new Option<string?>(setting.Flag)
            {
                Description = Describe(setting),
                HelpName = setting.Value,
            };
            flags._options.Add(setting, option);
            command.Add(option);
        }

        return flags;
    }

    /// <summary>Flags before environment variables before appsettings.json of the current directory.</summary>
    /// <exception cref="ProgramException">The file is not readable, or settings are wrong.</exception>
    public ServerOptions Read(ParseResult parsed)
    {
        try
        {
            return ServerOptions.Read(new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
                .AddInMemoryCollection(Given(setting => Environment.GetEnvironmentVariable(setting.Variable)))
                .AddInMemoryCollection(Given(setting => _options.TryGetValue(setting, out var option)
                    ? parsed.GetValue(option)
                    : null))
                .Build());
        }
        catch (InvalidDataException error)
        {
            throw new ProgramException(ExitCode.Usage, $"{error.Message} {error.InnerException?.Message}", error);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Given(Func<Setting, string?> valueOf) =>
        Settings.All.Select(setting => KeyValuePair.Create(setting.Path, valueOf(setting)))
            .Where(value => !string.IsNullOrEmpty(value.Value));

    private static string Describe(Setting setting) =>
        setting.Default.Length == 0
            ? $"{setting.Description} [{setting.Variable}]"
            : $"{setting.Description} [{setting.Variable}, default {setting.Default}]";
}
