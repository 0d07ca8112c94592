using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Services;

/// <summary>Something to wait for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CreateAwakeable), "createAwakeable")]
[JsonDerivedType(typeof(Sleep), "sleep")]
[JsonDerivedType(typeof(RunReturns), "runReturns")]
[JsonDerivedType(typeof(RunThrowTerminalException), "runThrowTerminalException")]
[JsonDerivedType(typeof(CreateSignal), "createSignal")]
internal abstract record AwaitableCommand;

internal sealed record CreateAwakeable(string AwakeableKey) : AwaitableCommand;

internal sealed record Sleep(long TimeoutMillis) : AwaitableCommand;

internal sealed record RunReturns(string Value) : AwaitableCommand;

internal sealed record RunThrowTerminalException(string Reason) : AwaitableCommand;

internal sealed record CreateSignal(string SignalName) : AwaitableCommand;

/// <summary>A line of a program; its result is text.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AwaitOne), "awaitOne")]
[JsonDerivedType(typeof(AwaitAny), "awaitAny")]
[JsonDerivedType(typeof(AwaitFirstCompleted), "awaitFirstCompleted")]
[JsonDerivedType(typeof(AwaitAnySuccessful), "awaitAnySuccessful")]
[JsonDerivedType(typeof(AwaitFirstSucceededOrAllFailed), "awaitFirstSucceededOrAllFailed")]
[JsonDerivedType(typeof(AwaitAllSucceededOrFirstFailed), "awaitAllSucceededOrFirstFailed")]
[JsonDerivedType(typeof(AwaitAllCompleted), "awaitAllCompleted")]
[JsonDerivedType(typeof(AwaitAwakeableOrTimeout), "awaitAwakeableOrTimeout")]
[JsonDerivedType(typeof(ResolveAwakeable), "resolveAwakeable")]
[JsonDerivedType(typeof(RejectAwakeable), "rejectAwakeable")]
[JsonDerivedType(typeof(GetEnvVariable), "getEnvVariable")]
internal abstract record Command;

internal sealed record AwaitOne(AwaitableCommand Command) : Command;

internal sealed record AwaitAny(AwaitableCommand[] Commands) : Command;

internal sealed record AwaitFirstCompleted(AwaitableCommand[] Commands) : Command;

internal sealed record AwaitAnySuccessful(AwaitableCommand[] Commands) : Command;

internal sealed record AwaitFirstSucceededOrAllFailed(AwaitableCommand[] Commands) : Command;

internal sealed record AwaitAllSucceededOrFirstFailed(AwaitableCommand[] Commands) : Command;

internal sealed record AwaitAllCompleted(AwaitableCommand[] Commands) : Command;

internal sealed record AwaitAwakeableOrTimeout(string AwakeableKey, long TimeoutMillis) : Command;

internal sealed record ResolveAwakeable(string AwakeableKey, string Value) : Command;

internal sealed record RejectAwakeable(string AwakeableKey, string Reason) : Command;

internal sealed record GetEnvVariable(string EnvName) : Command;
