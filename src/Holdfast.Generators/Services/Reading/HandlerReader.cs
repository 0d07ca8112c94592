using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Services.Reading;

/// <summary>Reads a handler method into a model.</summary>
internal static class HandlerReader
{
    /// <summary>What the clients' methods and constructors have as parameters of their own.</summary>
    private static readonly HashSet<string> _taken =
        new(StringComparer.Ordinal) { "options", "delay", "cancellationToken", "context", "client", "key" };

    /// <summary>The model, or what is wrong.</summary>
    public static (HandlerModel? Handler, Diagnostic? Problem) Read(IMethodSymbol method, ServiceKind kind)
    {
        var signature = SignatureProblem(method, kind);
        if (signature is not null)
            return (null, ServiceProblems.Signature.At(method, method.ContainingType.Name, method.Name, signature));

        var attribute = method.HandlerAttribute()!;
        var name = attribute.GivenName() ?? WireName.OfMethod(method.Name);
        if (!WireName.IsHandler(name))
            return (null, ServiceProblems.WireName.At(method, name, "handler", "letters, digits or '_'"));

        var request = method.Parameters.ElementAtOrDefault(1);
        var requestName = request is null || _taken.Contains(request.Name) ? "request" : request.Name;
        var handler = new HandlerModel(
            CSharpText.Identifier(method.Name),
            name,
            method.IsShared(),
            method.IsStatic,
            request is null ? null : new(request.Type.Qualified(), CSharpText.Identifier(requestName)),
            ReadResponse(method.ReturnType),
            DocumentationReader.Read(method, requestName),
            attribute.Accept());
        return (handler, null);
    }

    private static string? SignatureProblem(IMethodSymbol method, ServiceKind kind)
    {
        if (method.DeclaredAccessibility != Accessibility.Public)
            return "make it public, as its clients are";
        if (method.IsGenericMethod || method.IsAbstract)
            return "make it an ordinary method, neither generic nor abstract";
        if (method.Name is "Send" or "OneWay" || (method.Name == "AttachAsync" && kind == ServiceKind.Workflow))
            return $"its clients have a member '{method.Name}' of their own; give the method another name";
        if (method.IsShared() && kind == ServiceKind.Service)
            return "a plain service has no key to share; remove [Shared]";
        if (!ContextFit.Fits(method, kind))
            return $"its first parameter must be {ContextFit.Expected(kind, method.IsShared())}";
        if (method.Parameters.Length > 2)
            return "it takes the context and at most one request; put several values into a record";
        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType))
            return "its request is a reference or a span, which cannot be recorded; take a value";
        return ReturnProblem(method);
    }

    private static string? ReturnProblem(IMethodSymbol method)
    {
        if (method.IsAsync && method.ReturnsVoid)
            return "async void cannot be awaited; return Task";
        if (method.ReturnsByRef || method.ReturnType.IsRefLikeType)
            return "its result is a reference or a span, which cannot be recorded; return a value";
        return DurableResult(method.ReturnType)
            ? "it returns something durable under way; make it async, await that, and return Task"
            : null;
    }

    private static bool DurableResult(ITypeSymbol type) =>
        type is { Name: "DurableTask" or "DurableCall" } && type.ContainingNamespace.ToDisplayString() == "Holdfast";

    private static ResponseModel ReadResponse(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void)
            return new(null, Delivery.Direct);
        var delivery = type is INamedTypeSymbol { Name: "Task" or "ValueTask" } named && IsInTasks(named)
            ? named.Name == "Task" ? Delivery.Task : Delivery.ValueTask
            : Delivery.Direct;
        return delivery == Delivery.Direct
            ? new(type.Qualified(), delivery)
            : new(((INamedTypeSymbol)type).TypeArguments.FirstOrDefault()?.Qualified(), delivery);
    }

    private static bool IsInTasks(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";
}
