using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>
/// Refuses scopes and limit keys where the engine cannot carry them: dropping them would lift a limit unnoticed.
/// </summary>
internal sealed class ScopeSupport(InvocationMachine machine, bool isSupported)
{
    public CallOptions Check(CallOptions? options)
    {
        Require(options?.Scope ?? options?.LimitKey);
        if (options is { Scope: null, LimitKey: { } limitKey })
            throw new ArgumentException(
                $"The limit key '{limitKey}' needs a scope that it is a part of: set {nameof(CallOptions.Scope)} too.");
        return options ?? CallOptions.None;
    }

    public InvocationTarget Check(InvocationTarget invocation)
    {
        Require(invocation switch
        {
            InvocationTarget.ByIdempotencyKey byKey => byKey.Scope,
            InvocationTarget.ByWorkflow byWorkflow => byWorkflow.Scope,
            _ => null,
        });
        return invocation;
    }

    private void Require(string? scope)
    {
        if (scope is null || isSupported)
            return;
        machine.Fail(machine.Errors.Unsupported("a scope or limit key"));
        machine.ThrowIfFailed();
    }
}
