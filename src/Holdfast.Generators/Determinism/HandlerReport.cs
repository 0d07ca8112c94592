using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism;

/// <summary>
/// Reports the findings of one handler. What a called method does wrong is reported at the call, because that is where
/// it becomes handler code; the offence itself is the additional location.
/// </summary>
internal sealed class HandlerReport(string handler, CodeBodies bodies, Action<Diagnostic> report)
{
    private readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);

    public void Report(CodeBody body)
    {
        foreach (var finding in body.Findings)
            report(Diagnostic.Create(finding.Rule.Descriptor, finding.Location, handler, finding.Offender, "", finding.Remedy));
        foreach (var call in body.Calls)
            Follow(call.Method, call.Location);
    }

    private void Follow(IMethodSymbol method, Location call)
    {
        if (!_seen.Add(method))
            return;
        var body = bodies.Of(method);
        foreach (var finding in body.Findings)
        {
            report(Diagnostic.Create(
                finding.Rule.Descriptor,
                call,
                additionalLocations: [finding.Location],
                handler,
                finding.Offender,
                $" through '{method.NameForPeople()}'",
                finding.Remedy));
        }

        foreach (var next in body.Calls)
            Follow(next.Method, call);
    }
}
