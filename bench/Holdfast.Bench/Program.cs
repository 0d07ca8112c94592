using System.Globalization;
using Holdfast.Bench;
using Holdfast.Bench.Images;
using Holdfast.Bench.Restate;

// What a bench starts as a process of its own.
switch (args)
{
    case ["serve-embedded", var data, var retention, var blocked]:
        await EmbeddedServer.RunAsync(data, ServerOptions.Parse(retention, blocked));
        return 0;
    case ["serve-ceiling", var store]:
        await CeilingServer.RunAsync(store);
        return 0;
    case ["serve-transforms", var images, var recentBytes]:
        await TransformServer.RunAsync(images, long.Parse(recentBytes, CultureInfo.InvariantCulture));
        return 0;
    case ["serve-handlers"]:
        await HandlerServer.RunAsync();
        return 0;
}

// A number after a name is its size: seconds of a turn, callers, journal entries, sleepers, invocations.
var names = args is [] or ["all"] ? [.. Benches.All.Select(bench => bench.Name)] : args;
var failed = false;
for (var i = 0; i < names.Length; i++)
{
    if (Benches.All.FirstOrDefault(bench => bench.Name == names[i]) is not { } bench)
    {
        Console.Error.WriteLine(
            $"Unknown bench '{names[i]}'. There are: {string.Join(", ", Benches.All.Select(bench => bench.Name))}");
        return 2;
    }

    var hasSize = i + 1 < names.Length && int.TryParse(names[i + 1], CultureInfo.InvariantCulture, out _);
    try
    {
        await Benches.RunAsync(bench, hasSize ? int.Parse(names[++i], CultureInfo.InvariantCulture) : null);
    }
    catch (Exception error) // Whatever it is, the benches after it are worth their figures.
    {
        Console.Error.WriteLine($"{bench.Name} failed, its section stays as it was: {error}");
        failed = true;
    }
}

return failed ? 1 : 0;
