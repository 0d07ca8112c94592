using System.CommandLine;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;

namespace Holdfast.Host.Commands;

/// <summary><c>holdfast doctor</c>: would a server start here, and could it do its work?</summary>
internal static class DoctorCommand
{
    private delegate Task<string> Check(ServerOptions options, CancellationToken cancellationToken);

    private static readonly (string Name, Check Run)[] _checks =
    [
        ("browser", (options, _) => Task.FromResult(Browser.Require(options))),
        ("data", (options, _) => Task.FromResult(DataDirectoryCheck.Run(options))),
        ("port", (options, _) => Task.FromResult(CheckPorts(options))),
        ("restate", RestateCheck.RunAsync),
        ("stable-diffusion", StableDiffusionCheck.RunAsync),
    ];

    public static Command Create()
    {
        string[] names = [.. _checks.Select(check => check.Name)];
        var only = new Option<string?>("--only")
        {
            Description = "Check this one.",
            HelpName = string.Join('|', names),
        };
        only.AcceptOnlyFromAmong(names);
        var command = new Command(
            "doctor", "Check what a server here needs: browser, data, ports, and what else it is told to use.")
        {
            only,
        };
        var flags = SettingFlags.AddTo(command,
        [
            Settings.Engine, Settings.Port, Settings.Bind, Settings.Data, Settings.Chromium, Settings.RestateIngress,
            Settings.RestateAdmin, Settings.RestateToken, Settings.RestatePort, Settings.StableDiffusionModel,
            Settings.StableDiffusionUrl, Settings.StableDiffusionLogin, Settings.StableDiffusionWorker,
        ]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = flags.Read(parsed);
            var exitCode = ExitCode.Success;
            foreach (var check in _checks.Where(check => IsWanted(check.Name, parsed.GetValue(only), options)))
            {
                var found = await ReportAsync(check.Name, check.Run, options, cancellationToken);
                exitCode = exitCode == ExitCode.Success ? found : exitCode;
            }

            return (int)exitCode;
        });
        return command;
    }

    private static bool IsWanted(string check, string? only, ServerOptions options) => (only, check) switch
    {
        (not null, _) => check == only,
        (_, "restate") => options.Engine == EngineKind.Restate,
        (_, "stable-diffusion") => options.StableDiffusion.IsConfigured,
        _ => true,
    };

    private static string CheckPorts(ServerOptions options)
    {
        int[] ports = options.Engine == EngineKind.Restate ? [options.Port, options.Restate.Port] : [options.Port];
        foreach (var port in ports)
            PortProbe.ThrowIfUnavailable(options.Bind, port);
        return string.Join(" and ", ports.Select(port => $"{options.Bind}:{port}")) + (ports is [_] ? " is" : " are")
            + " free";
    }

    private static async Task<ExitCode> ReportAsync(
        string name, Check check, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            Console.WriteLine($"ok    {name,-16} {await check(options, cancellationToken)}");
            return ExitCode.Success;
        }
        catch (ProgramException problem)
        {
            Console.WriteLine($"WRONG {name,-16} {problem.Message}");
            return problem.ExitCode;
        }
    }
}
