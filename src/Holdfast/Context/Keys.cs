namespace Holdfast;

/// <summary>A typed name of a state entry.</summary>
/// <typeparam name="T">Type of the entry.</typeparam>
public readonly record struct StateKey<T>(string Name);

/// <summary>A typed name of a workflow promise.</summary>
/// <typeparam name="T">Type of its value.</typeparam>
public readonly record struct PromiseKey<T>(string Name);

/// <summary>
/// A value that somebody outside delivers once: give <see cref="Id"/> away, await <see cref="Result"/>.
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Id">Text form <c>sign_1…</c>; whoever has it can complete the awakeable.</param>
/// <param name="Result">Completes when it is resolved or rejected.</param>
public sealed record Awakeable<T>(string Id, DurableTask<T> Result)
{
    /// <summary>Awaits <see cref="Result"/>.</summary>
    public DurableAwaiter<T> GetAwaiter() => Result.GetAwaiter();
}

/// <summary>The output of an invocation, or the value of a promise, if there is one yet.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="IsReady">Is there a value?</param>
/// <param name="Value">The value; default while there is none.</param>
public readonly record struct InvocationOutput<T>(bool IsReady, T? Value);
