using System.CommandLine;
using System.Text.RegularExpressions;
using Holdfast.Host.Access;
using Holdfast.Host.Client;
using Holdfast.Host.Configuration;
using Spectre.Console;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast keys …</c>: who may call a server. A running server takes note at once.</summary>
internal static partial class KeysCommand
{
    public static Command Create() =>
        new("keys", "Make, list and revoke the keys that let callers in; a running server takes note at once.")
        {
            CreateCreate(),
            CreateList(),
            CreateRevoke(),
        };

    private static Command CreateCreate()
    {
        var name = new Argument<string>("name") { Description = "Whose key it is; in logs, and to revoke it." };
        var role = new Option<string>("--role")
        {
            Description = "What it may do: read, submit (and read), operate (and all).",
            HelpName = string.Join('|', RoleName.All),
            Required = true,
        };
        role.AcceptOnlyFromAmong(RoleName.All);
        var command = new Command("create", "Make a key and show it, once: only its hash is kept.") { name, role };
        var flags = SettingFlags.AddTo(command, [Settings.Data]);
        command.SetAction(async (parsed, _) =>
        {
            var owner = parsed.GetRequiredValue(name);
            if (!NamePattern().IsMatch(owner))
                throw new ProgramException(ExitCode.Usage, $"'{owner}' is no name: use letters, digits and . _ @ -");
            var given = Enum.Parse<Role>(parsed.GetRequiredValue(role), ignoreCase: true);
            var (kept, key) = ApiKey.Create(owner, given, TimeProvider.System.GetUtcNow());
            if (!await new KeyFile(flags.Read(parsed).Data).AddAsync(kept))
            {
                throw new ProgramException(
                    ExitCode.Failed, $"There is a key '{owner}' already; revoke it, or choose another name.");
            }

            Console.WriteLine(key);
            Console.Error.WriteLine("It is not shown again. Callers send it as 'Authorization: Bearer KEY'.");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List names and roles.");
        var flags = SettingFlags.AddTo(command, [Settings.Data]);
        command.SetAction(parsed =>
        {
            var listing = new Listing("Name", "Role", "Created");
            foreach (var key in new KeyFile(flags.Read(parsed).Data).All())
                listing.Add(key.Name, RoleName.Of(key.Role), key.CreatedAt.ToString("u", null));
            listing.Write(AnsiConsole.Console);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Command CreateRevoke()
    {
        var name = new Argument<string>("name") { Description = "Whose key it is." };
        var command = new Command("revoke", "Let a key in no more.") { name };
        var flags = SettingFlags.AddTo(command, [Settings.Data]);
        command.SetAction(async (parsed, _) =>
        {
            var owner = parsed.GetRequiredValue(name);
            if (!await new KeyFile(flags.Read(parsed).Data).RemoveAsync(owner))
            {
                throw new ProgramException(
                    ExitCode.Failed, $"There is no key '{owner}'; 'holdfast keys list' shows all.");
            }

            Console.WriteLine($"{owner} is revoked");
            return (int)ExitCode.Success;
        });
        return command;
    }

    // They are shown in logs, one line each.
    [GeneratedRegex("^[A-Za-z0-9._@-]{1,64}$")]
    private static partial Regex NamePattern();
}
