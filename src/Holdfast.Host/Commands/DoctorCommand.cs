using System.CommandLine;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast doctor</c>: would a server start here, and could it do its work?</summary>
internal static class DoctorCommand
{
    private delegate string Check(ServerOptions options);

    private static readonly (string Name, Check Run)[] _checks =
    [
        ("browser", Composition.RequireBrowser),
        ("data", DataDirectoryCheck.Run),
        ("port", options =>
        {
            PortProbe.ThrowIfUnavailable(options.Bind, options.Port);
            return $"{options.Bind}:{options.Port} is free";
        }),
    ];

    public static Command Create()
    {
        var only = new Option<string?>("--only") { Description = "Check this one.", HelpName = "browser|data|port" };
        only.AcceptOnlyFromAmong([.. _checks.Select(check => check.Name)]);
        var command = new Command("doctor", "Check what a server here needs: browser, data directory, port.") { only };
        var flags = SettingFlags.AddTo(command, [Settings.Port, Settings.Bind, Settings.Data, Settings.Chromium]);
        command.SetAction(parsed =>
        {
            var options = flags.Read(parsed);
            var chosen = parsed.GetValue(only);
            var exitCodes = _checks.Where(check => chosen is null || check.Name == chosen)
                .Select(check => Report(check.Name, check.Run, options)).ToList();
            return (int)exitCodes.FirstOrDefault(code => code != ExitCode.Success);
        });
        return command;
    }

    private static ExitCode Report(string name, Check check, ServerOptions options)
    {
        try
        {
            Console.WriteLine($"ok    {name,-8} {check(options)}");
            return ExitCode.Success;
        }
        catch (ProgramException problem)
        {
            Console.WriteLine($"WRONG {name,-8} {problem.Message}");
            return problem.ExitCode;
        }
    }
}
