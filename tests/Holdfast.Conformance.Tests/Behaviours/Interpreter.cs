namespace Holdfast.Conformance.Tests.Behaviours;

/// <summary>An object that executes commands, with a key of its own.</summary>
internal sealed class Interpreter(Ingress ingress)
{
    private readonly string _path = $"VirtualObjectCommandInterpreter/{Guid.NewGuid()}";

    public static object Awakeable(string awakeableKey) => new { type = "createAwakeable", awakeableKey };

    public static object Signal(string signalName) => new { type = "createSignal", signalName };

    public static object Sleep(long timeoutMillis) => new { type = "sleep", timeoutMillis };

    public static object Returns(string value) => new { type = "runReturns", value };

    public static object Throws(string reason) => new { type = "runThrowTerminalException", reason };

    /// <summary>A command that waits for these.</summary>
    public static object Await(string type, params object[] commands) => new { type, commands };

    public static object AwaitOne(object command) => new { type = "awaitOne", command };

    /// <summary>Executes the commands; the result of the last.</summary>
    public Task<string> RunAsync(params object[] commands) =>
        ingress.CallAsync<string>($"{_path}/interpretCommands", new { commands });

    /// <summary>Executes commands that are expected to fail.</summary>
    public Task<FailedCallException> FailAsync(params object[] commands) =>
        ingress.FailAsync($"{_path}/interpretCommands", new { commands });

    /// <summary>Starts to execute the commands.</summary>
    public async Task<Interpretation> StartAsync(params object[] commands) =>
        new(ingress, (await ingress.SendAsync($"{_path}/interpretCommands", new { commands })).InvocationId);

    /// <summary>Waits until this awakeable was created.</summary>
    public Task HasAwakeableAsync(string awakeableKey) => Eventually.TrueAsync(
        () => ingress.CallAsync<bool>($"{_path}/hasAwakeable", awakeableKey));

    public Task ResolveAsync(string awakeableKey, string value) =>
        ingress.CallAsync($"{_path}/resolveAwakeable", new { type = "resolveAwakeable", awakeableKey, value });

    public Task RejectAsync(string awakeableKey, string reason) =>
        ingress.CallAsync($"{_path}/rejectAwakeable", new { awakeableKey, reason });

    public Task<string[]> ResultsAsync() => ingress.CallAsync<string[]>($"{_path}/getResults");
}

/// <summary>An interpreter at work.</summary>
internal sealed class Interpretation(Ingress ingress, string invocationId)
{
    public string InvocationId => invocationId;

    public Task ResolveSignalAsync(string signalName, string value) =>
        ingress.CallAsync("TestUtilsService/resolveSignal", new { invocationId, signalName, value });

    public Task RejectSignalAsync(string signalName, string reason) =>
        ingress.CallAsync("TestUtilsService/rejectSignal", new { invocationId, signalName, reason });

    public async Task<string> ResultAsync() => (await ingress.AttachAsync(invocationId)).GetString()!;

    public Task<FailedCallException> FailureAsync() => Assert.ThrowsAsync<FailedCallException>(ResultAsync);
}
