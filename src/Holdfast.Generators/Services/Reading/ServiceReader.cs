using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Generators.Services.Reading;

/// <summary>A model, unless the class itself is unfit, and everything that is wrong.</summary>
internal sealed record ServiceReading(ServiceModel? Model, ImmutableArray<Diagnostic> Problems);

/// <summary>Reads a service class into a model.</summary>
internal static class ServiceReader
{
    /// <summary>Null when the class is not marked as a service.</summary>
    public static ServiceReading? Read(INamedTypeSymbol type)
    {
        var marks = ServiceAttributes.On(type);
        if (marks.IsEmpty)
            return null;

        var unfit = ClassProblem(type, marks.Length);
        if (unfit is not null)
            return new(null, [unfit]);

        var (attribute, kind) = marks[0];
        var name = attribute.GivenName() ?? type.Name;
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        if (!WireName.IsService(name))
            problems.Add(ServiceProblems.WireName.At(type, name, "service", "letters, digits, '.', '_' or '-'"));

        var handlers = ReadHandlers(type, kind, problems);
        return new(
            new ServiceModel(
                type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
                CSharpText.Identifier(type.Name),
                type.DeclaredAccessibility == Accessibility.Public ? "public" : "internal",
                name,
                kind,
                new(type.InstanceConstructors[0].Parameters.Select(parameter => parameter.Type.QualifiedWithoutNull())),
                new(handlers.OrderBy(handler => handler.WireName, StringComparer.Ordinal))),
            problems.ToImmutable());
    }

    private static Diagnostic? ClassProblem(INamedTypeSymbol type, int marks)
    {
        if (marks > 1)
            return Unfit("it is marked as several kinds at once; keep one of [Service], [VirtualObject], [Workflow]");
        if (type.ContainingType is not null || type.IsGenericType || type.IsFileLocal)
            return Unfit("it is nested, generic or local to a file; make it a class of its own in a namespace");
        if (type.IsAbstract || type.IsStatic || type.IsRecord)
            return Unfit("it is abstract, static or a record; make it a sealed class");
        if (!type.DeclaringSyntaxReferences.All(part => IsPartial(part.GetSyntax())))
            return ServiceProblems.NotPartial.At(type, type.Name);
        if (type.InstanceConstructors.Length != 1)
            return Unfit("it has several constructors; keep the one whose parameters are its dependencies");
        if (type.InstanceConstructors[0].Parameters.Any(p => p.RefKind != RefKind.None || p.Type.IsRefLikeType))
            return Unfit("its constructor takes a reference or a span; dependencies are classes and interfaces");
        return null;

        Diagnostic Unfit(string why) => ServiceProblems.Class.At(type, type.Name, why);
    }

    private static bool IsPartial(SyntaxNode part) =>
        part is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static List<HandlerModel> ReadHandlers(
        INamedTypeSymbol type, ServiceKind kind, ImmutableArray<Diagnostic>.Builder problems)
    {
        var methods = type.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsHandler()).ToList();
        var runs = methods.Count(method => !method.IsShared());
        if (methods.Count == 0)
            problems.Add(ServiceProblems.Handlers.At(type, type.Name, "has no handler: mark a method with [Handler]"));
        else if (kind == ServiceKind.Workflow && runs != 1)
            problems.Add(ServiceProblems.Handlers.At(type, type.Name, RunProblem(runs)));

        var handlers = new List<HandlerModel>();
        foreach (var method in methods)
        {
            var (handler, problem) = HandlerReader.Read(method, kind);
            if (handler is null)
                problems.Add(problem!);
            else if (TakenName(handlers, handler) is { } other)
                problems.Add(ServiceProblems.DuplicateName.At(method, type.Name, other));
            else if (kind != ServiceKind.Workflow || handler.IsShared || runs == 1)
                handlers.Add(handler);
        }

        return handlers;
    }

    /// <summary>The name that is taken: that on the wire, or that of the clients' method.</summary>
    private static string? TakenName(List<HandlerModel> handlers, HandlerModel added) =>
        handlers.Any(handler => handler.WireName == added.WireName) ? added.WireName
        : handlers.Any(handler => handler.Method == added.Method) ? added.Method
        : null;

    private static string RunProblem(int runs) => runs == 0
        ? "is a workflow without a run: one of its handlers must not be [Shared]"
        : $"is a workflow with {runs} run handlers: mark all but one as [Shared]";
}
