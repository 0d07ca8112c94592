namespace Holdfast.Embedded.Scheduling;

/// <summary>What handler, service and engine say about an invocation, in this order.</summary>
internal static class InvocationPolicy
{
    public static TimeSpan InactivityTimeout(this Invocation invocation, EmbeddedOptions engine) =>
        invocation.Handler?.Options?.InactivityTimeout
        ?? invocation.Service?.Options.InactivityTimeout
        ?? engine.InactivityTimeout;

    public static RetryPolicy Retry(this Invocation invocation, EmbeddedOptions engine) =>
        invocation.Handler?.Options?.Retry ?? invocation.Service?.Options.Retry ?? engine.Retry;

    /// <summary>How long the result is kept.</summary>
    public static TimeSpan Retention(this Invocation invocation, EmbeddedOptions engine)
    {
        Func<HandlerOptions, TimeSpan?> rule = invocation switch
        {
            { Handler.Kind: HandlerKind.Run } => options => options.WorkflowRetention,
            { IdempotencyKey: not null } => options => options.IdempotencyRetention,
            _ => options => options.JournalRetention,
        };
        var (handler, service) = (invocation.Handler?.Options, invocation.Service?.Options);
        return (handler is null ? null : rule(handler)) ?? (service is null ? null : rule(service)) ?? engine.Retention;
    }
}
