using System.Globalization;
using System.Text.Json;
using Holdfast.Chaos.Checking;
using Holdfast.Chaos.Serving;

namespace Holdfast.Chaos.Driving;

/// <summary>What one client asks for, one after the other: the same for the same seed.</summary>
internal sealed class Workload(int seed, int client)
{
    public static readonly IReadOnlyList<string> Keys = [.. Enumerable.Range(0, 12).Select(key => $"k{key}")];

    private readonly Random _random = new(HashCode.Combine(seed, client) & int.MaxValue);
    private int _number;

    public Operation Next()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"c{client}-{_number++}");
        return _random.Next(20) switch
        {
            < 9 => new(name, OperationKind.Script) { Steps = Steps(), Delay = Delay(unlikely: 8) },
            < 12 => new(name, OperationKind.Workflow) { Steps = Effects() },
            < 18 => new(name, OperationKind.Update) { Key = Key(), Delay = Delay(unlikely: 4) },
            _ => new(name, OperationKind.UnkeyedUpdate) { Key = Key() },
        };
    }

    /// <summary>Whether something with this chance happens now.</summary>
    public bool Happens(double chance) => _random.NextDouble() < chance;

    /// <summary>Up to so many milliseconds.</summary>
    public TimeSpan UpTo(int millis) => TimeSpan.FromMilliseconds(_random.Next(millis));

    /// <summary>The path of the handler, and the request that it is given.</summary>
    public static (string Path, string Json) RequestOf(Operation operation) => operation.Kind switch
    {
        OperationKind.Script => ("script/play", Json(new Script(operation.Name, [.. operation.Steps]))),
        OperationKind.Workflow => ("workflow-executor/execute", Json(new { request = DefinitionOf(operation) })),
        _ => ($"tally/{operation.Key}/add", Json(operation.Name)),
    };

    private static string DefinitionOf(Operation operation) => Json(new
    {
        id = operation.Name,
        steps = operation.Steps.Select((_, step) => new
        {
            service = step == 0 ? "chaos-first" : "chaos-next",
            parameters = new { name = operation.PartName(step) },
        }),
    });

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private ScriptStep[] Steps() => [.. Enumerable.Range(0, 1 + _random.Next(6)).Select(_ => Step())];

    private ScriptStep[] Effects() =>
        [.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => new ScriptStep(StepKind.Effect))];

    private ScriptStep Step()
    {
        var kind = (StepKind)_random.Next(7);
        return kind switch
        {
            StepKind.Sleep => new(kind, Millis: _random.Next(1500)),
            StepKind.Call or StepKind.Send => new(kind, Key()),
            StepKind.Later => new(kind, Key(), _random.Next(1500)),
            _ => new(kind),
        };
    }

    private string Key() => Keys[_random.Next(Keys.Count)];

    private TimeSpan? Delay(int unlikely) => _random.Next(unlikely) == 0 ? UpTo(2000) : null;
}
