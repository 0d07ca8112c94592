using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Services.Reading;

/// <summary>The attributes that make a class a service, and methods its handlers.</summary>
internal static class ServiceAttributes
{
    public static readonly ImmutableArray<(string MetadataName, ServiceKind Kind)> All =
    [
        ("Holdfast.ServiceAttribute", ServiceKind.Service),
        ("Holdfast.VirtualObjectAttribute", ServiceKind.VirtualObject),
        ("Holdfast.WorkflowAttribute", ServiceKind.Workflow),
    ];

    /// <summary>The kinds that a class is marked as; more than one is a mistake.</summary>
    public static ImmutableArray<(AttributeData Attribute, ServiceKind Kind)> On(INamedTypeSymbol type) =>
    [
        .. from attribute in type.GetAttributes()
           from known in All
           where attribute.AttributeClass.IsNamed(known.MetadataName)
           select (attribute, known.Kind),
    ];

    public static bool IsHandler(this IMethodSymbol method) => method.HandlerAttribute() is not null;

    public static bool IsShared(this IMethodSymbol method) => method.Find("Holdfast.SharedAttribute") is not null;

    public static AttributeData? HandlerAttribute(this IMethodSymbol method) =>
        method.Find("Holdfast.HandlerAttribute");

    /// <summary>The name that the attribute gives; null when it gives none.</summary>
    public static string? GivenName(this AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>The content type that the attribute gives; null when it gives none.</summary>
    public static string? Accept(this AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Accept").Value.Value as string;

    private static AttributeData? Find(this IMethodSymbol method, string metadataName) =>
        method.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.IsNamed(metadataName));

    private static bool IsNamed(this INamedTypeSymbol? type, string metadataName) =>
        type is { ContainingType: null } && $"{type.ContainingNamespace}.{type.MetadataName}" == metadataName;
}
