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
        foreach (var (rule, location, offender, remedy) in body.Findings)
            report(Diagnostic.Create(rule.Descriptor, location, handler, offender, "", remedy));
        foreach (var call in body.Calls)
            Follow(call.Method, call.Location);
    }

    private void Follow(IMethodSymbol method, Location call)
    {
        if (!_seen.Add(method))
            return;
        var body = bodies.Of(method);
        var way = $" through '{method.NameForPeople()}'";
        foreach (var (rule, offence, offender, remedy) in body.Findings)
            report(Diagnostic.Create(rule.Descriptor, call, [offence], handler, offender, way, remedy));

        foreach (var next in body.Calls)
            Follow(next.Method, call);
    }
}
