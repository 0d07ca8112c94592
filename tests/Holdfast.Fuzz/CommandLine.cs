using System.CommandLine;
using Holdfast.Fuzz.Guided;
using Holdfast.Fuzz.Targets;

namespace Holdfast.Fuzz;

/// <summary>The commands of the program.</summary>
internal static class CommandLine
{
    private const double DefaultMinutes = 10;

    private static readonly Option<string[]> _target = new("--target")
    {
        Description = $"What is fuzzed: {string.Join(", ", FuzzTarget.Names)}; without it, all of these.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> _output = new("--output")
    {
        Description = "Where cases that reach new code and findings are kept, and taken up again.",
        DefaultValueFactory = _ => Path.GetFullPath("artifacts/fuzz"),
    };

    private static readonly Option<int?> _seed = new("--seed")
    {
        Description = "Of the mutations; else a new one, which is printed.",
    };

    public static RootCommand Create()
    {
        var minutes = new Argument<double>("minutes")
        {
            Description = "For each target.",
            DefaultValueFactory = _ => DefaultMinutes,
        };
        var command = new RootCommand(
            "Fuzzes what strangers can send, guided by which code a case reaches. The exit code is 0 if nothing was "
            + "found.")
        {
            minutes, _target, _output, _seed,
        };
        command.SetAction((parsed, cancellationToken) => Campaign.RunAsync(
            new(
                parsed.GetValue(_target) is { Length: > 0 } targets ? targets : FuzzTarget.Names,
                TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                parsed.GetValue(_output)!,
                parsed.GetValue(_seed) ?? Random.Shared.Next(1_000_000)),
            Console.Out,
            cancellationToken));
        command.Subcommands.Add(Loop());
        command.Subcommands.Add(Reproduce());
        return command;
    }

    private static Command Loop()
    {
        var name = new Argument<string>("target");
        var directory = new Argument<string>("directory");
        var seconds = new Argument<double>("seconds");
        var seed = new Argument<int>("seed");
        var command = new Command("loop", "Fuzzes one target in this process.") { name, directory, seconds, seed };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var loop = new FuzzLoop(
                () => FuzzTarget.Of(parsed.GetRequiredValue(name)),
                new(parsed.GetRequiredValue(directory)),
                parsed.GetValue(seed));
            loop.Run(TimeSpan.FromSeconds(parsed.GetValue(seconds)), Console.Out);
            return 0;
        });
        return command;
    }

    private static Command Reproduce()
    {
        var name = new Argument<string>("target");
        var file = new Argument<string>("file");
        var command = new Command("reproduce", "Tries one case, such as a finding, and shows what it throws.")
        {
            name, file,
        };
        command.SetAction(parsed =>
        {
            FuzzTarget.Of(parsed.GetRequiredValue(name)).Execute(File.ReadAllBytes(parsed.GetRequiredValue(file)));
            Console.WriteLine("Nothing is wrong with it.");
            return 0;
        });
        return command;
    }
}
