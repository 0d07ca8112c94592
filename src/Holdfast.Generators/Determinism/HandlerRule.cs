using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism;

/// <summary>Something that handler code must not do, because it would not happen the same way on replay.</summary>
internal abstract class HandlerRule(DiagnosticDescriptor descriptor)
{
    public DiagnosticDescriptor Descriptor => descriptor;

    /// <summary>Looks at one operation of handler code; those inside of it come by themselves.</summary>
    public abstract void Check(IOperation operation, CodeReading code);

    /// <param name="id">Stable id, <c>HF01…</c>.</param>
    /// <param name="title">What is wrong in general.</param>
    /// <param name="message">{0} the handler, {1} the offending code, {2} the way to it, {3} the remedy.</param>
    protected static DiagnosticDescriptor Describe(string id, string title, string message) =>
        new(id, title, message, "Holdfast.Determinism", DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
