using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Services.Reading;

/// <summary>Which context a handler may take: what its kind may do, or less.</summary>
internal static class ContextFit
{
    public static bool Fits(IMethodSymbol method, ServiceKind kind) =>
        method.Parameters.FirstOrDefault() is { } first
        && first.Type.ContainingNamespace is { Name: "Holdfast", ContainingNamespace.IsGlobalNamespace: true }
        && Allowed(kind, method.IsShared()).Contains(first.Type.Name);

    public static string Expected(ServiceKind kind, bool shared) =>
        $"{Allowed(kind, shared)[0]}, for {Described(kind, shared)}";

    /// <summary>The fitting type first, then those that offer less.</summary>
    private static string[] Allowed(ServiceKind kind, bool shared) => (kind, shared) switch
    {
        (ServiceKind.Service, _) => ["IContext"],
        (ServiceKind.VirtualObject, false) => ["IObjectContext", "ISharedObjectContext", "IContext"],
        (ServiceKind.VirtualObject, true) => ["ISharedObjectContext", "IContext"],
        (_, false) =>
            ["IWorkflowContext", "ISharedWorkflowContext", "IObjectContext", "ISharedObjectContext", "IContext"],
        (_, true) => ["ISharedWorkflowContext", "ISharedObjectContext", "IContext"],
    };

    private static string Described(ServiceKind kind, bool shared) => (kind, shared) switch
    {
        (ServiceKind.Service, _) => "a handler of a service",
        (ServiceKind.VirtualObject, false) => "an exclusive handler of a virtual object",
        (ServiceKind.VirtualObject, true) => "a shared handler of a virtual object",
        (_, false) => "the run of a workflow",
        (_, true) => "a shared handler of a workflow",
    };
}
