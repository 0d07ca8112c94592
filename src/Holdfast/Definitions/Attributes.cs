namespace Holdfast;

/// <summary>A stateless service: its handlers run in parallel, without limit.</summary>
/// <param name="name">Name on the wire; null: the class name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ServiceAttribute(string? name = null) : Attribute
{
    /// <summary>Name on the wire; null: the class name.</summary>
    public string? Name { get; } = name;
}

/// <summary>A virtual object: state per key, and one exclusive handler at a time per key.</summary>
/// <param name="name">Name on the wire; null: the class name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class VirtualObjectAttribute(string? name = null) : Attribute
{
    /// <summary>Name on the wire; null: the class name.</summary>
    public string? Name { get; } = name;
}

/// <summary>A workflow: its run handler is executed once per key, its other handlers query it and signal it.</summary>
/// <param name="name">Name on the wire; null: the class name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WorkflowAttribute(string? name = null) : Attribute
{
    /// <summary>Name on the wire; null: the class name.</summary>
    public string? Name { get; } = name;
}

/// <summary>
/// A handler: <c>Task&lt;R&gt; NameAsync(context, request)</c>, where request and result may be missing. In a workflow
/// the one handler that is not <see cref="SharedAttribute">shared</see> is its run.
/// </summary>
/// <param name="name">Name on the wire; null: the method name without <c>Async</c>, first letter lower case.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HandlerAttribute(string? name = null) : Attribute
{
    /// <summary>Name on the wire; null: the method name without <c>Async</c>, first letter lower case.</summary>
    public string? Name { get; } = name;

    /// <summary>
    /// Content type that requests from outside must have, <c>*/*</c> for any, also for a handler without a request;
    /// null: what the request's serde writes.
    /// </summary>
    public string? Accept { get; init; }
}

/// <summary>The handler runs beside others of its key, and may not write state.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedAttribute : Attribute;
