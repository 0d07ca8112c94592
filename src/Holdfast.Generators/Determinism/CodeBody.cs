using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism;

/// <summary>What a body of code does wrong if a handler runs it, and which other bodies it leads to.</summary>
internal sealed record CodeBody(ImmutableArray<Finding> Findings, ImmutableArray<CodeCall> Calls)
{
    public static readonly CodeBody Empty = new([], []);
}

/// <summary>An offence against a rule.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="Location">Where.</param>
/// <param name="Offender">The API or the construct.</param>
/// <param name="Remedy">What to write instead.</param>
internal sealed record Finding(HandlerRule Rule, Location Location, string Offender, string Remedy);

/// <summary>A use of a method whose source is in the compilation.</summary>
internal sealed record CodeCall(IMethodSymbol Method, Location Location);
