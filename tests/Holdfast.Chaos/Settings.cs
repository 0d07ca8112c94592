using System.CommandLine;
using Holdfast.Chaos.Overload;
using Holdfast.Chaos.Serving;

namespace Holdfast.Chaos;

internal enum EngineKind
{
    Embedded,
    Restate,
}

/// <summary>What a run is.</summary>
internal sealed record RunSettings(EngineKind Engine, int Kills, int Seed, string Directory)
{
    public int Clients { get; init; } = 12;

    /// <summary>The longest pause of a client between two requests.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Generous: what is measured is that timers come back, not how fast a busy machine is.</summary>
    public TimeSpan MaxLateness { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The commands of the program.</summary>
internal static class CommandLine
{
    private const int ShortKills = 20;
    private const int LongKills = 1000;
    private const double DefaultMinutes = 3;

    private static readonly TimeSpan _calm = TimeSpan.FromSeconds(15);

    private static readonly Option<EngineKind> _engine = new("--engine")
    {
        Description = "'embedded', or 'restate' for handlers behind a real Restate Server.",
    };

    private static readonly Option<bool> _short = new("--short")
    {
        Description = $"{ShortKills} kills, which takes less than a minute on an idle machine.",
    };

    private static readonly Option<int?> _kills = new("--kills") { Description = $"How many; else {LongKills}." };

    private static readonly Option<int?> _seed = new("--seed")
    {
        Description = "Decides what is asked for and when the server is killed; else a new one, which is printed.",
    };

    public static RootCommand Create(
        Func<RunSettings, Task<int>> runAsync, Func<ServerSettings, Task> serveAsync)
    {
        var command = new RootCommand(
            "Kills a server with SIGKILL again and again while clients are at work, and checks that nothing was lost "
            + "and nothing was repeated.")
        {
            _engine, _short, _kills, _seed,
        };
        command.SetAction((parsed, _) => runAsync(new(
            parsed.GetValue(_engine),
            parsed.GetValue(_kills) ?? (parsed.GetValue(_short) ? ShortKills : LongKills),
            parsed.GetValue(_seed) ?? Random.Shared.Next(1_000_000),
            Directory.CreateTempSubdirectory("holdfast-chaos-").FullName)));
        command.Subcommands.Add(Serve(serveAsync));
        command.Subcommands.Add(Overload());
        return command;
    }

    private static Command Overload()
    {
        var minutes = new Argument<double>("minutes")
        {
            Description = "How long.",
            DefaultValueFactory = _ => DefaultMinutes,
        };
        var command = new Command(
            "overload", "Lets ten times more callers come than the server has places, and checks what it promises.")
        {
            minutes,
        };
        command.SetAction((parsed, _) => OverloadReport.RunAsync(
            new(
                Directory.CreateTempSubdirectory("holdfast-overload-").FullName,
                TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                _calm),
            Console.Out));
        return command;
    }

    private static Command Serve(Func<ServerSettings, Task> serveAsync)
    {
        var engine = new Option<EngineKind>("--engine");
        var port = new Option<int>("--port") { Required = true };
        var data = new Option<string>("--data") { Required = true };
        var ledger = new Option<string>("--ledger") { Required = true };
        var life = new Option<int>("--life");
        var places = new Option<int?>("--places");
        var command = new Command("serve", "Is the server that is killed.")
        {
            engine, port, data, ledger, life, places,
        };
        command.Hidden = true;
        command.SetAction((parsed, _) => serveAsync(new(
            parsed.GetValue(engine),
            parsed.GetValue(port),
            parsed.GetValue(data)!,
            parsed.GetValue(ledger)!,
            parsed.GetValue(life))
        {
            Places = parsed.GetValue(places),
        }));
        return command;
    }
}
