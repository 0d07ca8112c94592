using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Services.Reading;

/// <summary>What can be wrong with a service class.</summary>
internal static class ServiceProblems
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "HF1001",
        "A service class must be partial",
        "Add 'partial' to class '{0}': its definition is generated into it");

    public static readonly DiagnosticDescriptor Signature = Error(
        "HF1002",
        "A handler has a signature that cannot be called",
        "'{0}.{1}' cannot be a handler: {2}");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "HF1003",
        "Two handlers of a service have the same name",
        "'{0}' has two handlers '{1}': give one method another name");

    public static readonly DiagnosticDescriptor Handlers = Error(
        "HF1005",
        "A service has no handler, or a workflow not exactly one run",
        "'{0}' {1}");

    public static readonly DiagnosticDescriptor WireName = Error(
        "HF1006",
        "A service or handler name cannot be used on the wire",
        "'{0}' cannot be the name of a {1}: start with a letter, go on with {2}");

    public static readonly DiagnosticDescriptor Class = Error(
        "HF1007",
        "A class has a shape that cannot be a service",
        "'{0}' cannot be a service: {1}");

    public static readonly DiagnosticDescriptor StrayHandler = Error(
        "HF1008",
        "A handler is outside of a service class",
        "'{0}' belongs to no service: mark '{1}' with [Service], [VirtualObject] or [Workflow], or remove [Handler]");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [NotPartial, Signature, DuplicateName, Handlers, WireName, Class, StrayHandler];

    public static Diagnostic At(this DiagnosticDescriptor descriptor, ISymbol symbol, params object[] arguments) =>
        Diagnostic.Create(descriptor, symbol.Locations.FirstOrDefault(), arguments);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Holdfast.Definitions", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
