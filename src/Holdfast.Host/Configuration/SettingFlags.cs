using System.CommandLine;

namespace Holdfast.Host.Configuration;

/// <summary>The settings as flags of a command.</summary>
internal sealed class SettingFlags
{
    private readonly Dictionary<string, Func<ParseResult, string?>> _given = [];
    private readonly Dictionary<string, string?> _defaults = [];

    /// <summary>
    /// Adds a flag for each setting to the command. A setting with another default than in the table has that default
    /// for this command.
    /// </summary>
    public static SettingFlags AddTo(Command command, IEnumerable<Setting> settings)
    {
        var flags = new SettingFlags();
        foreach (var setting in settings)
        {
            flags._given.Add(setting.Path, setting.IsSwitch ? AddSwitch(command, setting) : AddValue(command, setting));
            if (!Settings.All.Contains(setting))
                flags._defaults.Add(setting.Path, setting.Default);
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
                .AddInMemoryCollection(_defaults)
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
                .AddInMemoryCollection(Given(setting => Environment.GetEnvironmentVariable(setting.Variable)))
                .AddInMemoryCollection(Given(setting => _given.GetValueOrDefault(setting.Path)?.Invoke(parsed)))
                .Build());
        }
        catch (InvalidDataException error)
        {
            throw new ProgramException(ExitCode.Usage, $"{error.Message} {error.InnerException?.Message}", error);
        }
    }

    private static Func<ParseResult, string?> AddValue(Command command, Setting setting)
    {
        var option = new Option<string?>(setting.Flag)
        {
            Description = Describe(setting),
            HelpName = setting.Value,
        };
        command.Add(option);
        return parsed => parsed.GetValue(option);
    }

    private static Func<ParseResult, string?> AddSwitch(Command command, Setting setting)
    {
        var on = new Option<bool>(setting.Flag) { Description = Describe(setting), Arity = ArgumentArity.Zero };
        var off = new Option<bool>(setting.NegativeFlag) { Description = "Do not.", Arity = ArgumentArity.Zero };
        command.Add(on);
        command.Add(off);
        return parsed => (parsed.GetValue(on), parsed.GetValue(off)) switch
        {
            (_, true) => bool.FalseString,
            (true, _) => bool.TrueString,
            _ => null,
        };
    }

    private static IEnumerable<KeyValuePair<string, string?>> Given(Func<Setting, string?> valueOf) =>
        Settings.All.Select(setting => KeyValuePair.Create(setting.Path, valueOf(setting)))
            .Where(value => !string.IsNullOrEmpty(value.Value));

    private static string Describe(Setting setting) =>
        setting.Default.Length == 0
            ? $"{setting.Description} [{setting.Variable}]"
            : $"{setting.Description} [{setting.Variable}, default {setting.Default}]";
}
