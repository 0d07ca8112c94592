using Holdfast.Conformance.Services;

namespace Holdfast.Conformance;

/// <summary>The services that this program can offer.</summary>
internal static class ServiceCatalog
{
    private const string Everything = "*";

    private static readonly ServiceDefinition[] _all =
    [
        AwakeableHolder.Definition,
        BlockAndWaitWorkflow.Definition,
        CancelTestBlockingService.Definition,
        CancelTestRunner.Definition,
        Counter.Definition,
        Failing.Definition,
        KillTestRunner.Definition,
        KillTestSingleton.Definition,
        ListObject.Definition,
        MapObject.Definition,
        NonDeterministic.Definition,
        ObjectInterpreter.Definition,
        ObjectInterpreter.L0,
        ObjectInterpreter.L1,
        ObjectInterpreter.L2,
        Proxy.Definition,
        ServiceInterpreter.Definition,
        TestTools.Definition,
        VirtualObjectCommandInterpreter.Definition,
    ];

    /// <summary>The services of these names.</summary>
    /// <param name="names">None or <c>*</c> for all.</param>
    /// <exception cref="ArgumentException">There is no service of one of the names.</exception>
    public static IReadOnlyList<ServiceDefinition> Select(IReadOnlyList<string> names) =>
        names is [] or [Everything] ? _all : [.. names.Select(Find)];

    private static ServiceDefinition Find(string name) =>
        _all.FirstOrDefault(service => service.Name == name)
        ?? throw new ArgumentException(
            $"SERVICES names '{name}', and there is no such service. "
            + $"There are: {string.Join(", ", _all.Select(service => service.Name))}.");
}
