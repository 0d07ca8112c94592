using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Restate.Endpoint;

/// <summary>Finds the handler of a request among what the program offers at that moment.</summary>
internal static class HandlerTable
{
    public static bool TryFind(
        IReadOnlyDictionary<string, ServiceDefinition> services,
        string serviceName,
        string handlerName,
        [NotNullWhen(true)] out ServiceDefinition? service,
        [NotNullWhen(true)] out HandlerDefinition? handler,
        [NotNullWhen(false)] out string? problem)
    {
        (handler, problem) = (null, null);
        if (!services.TryGetValue(serviceName, out service))
        {
            problem = $"There is no service '{serviceName}' here, but {Names(services.Keys)}. "
                + "Register the deployment again if its services have changed.";
        }
        else if (!service.Handlers.TryGetValue(handlerName, out handler))
        {
            problem = $"Service '{serviceName}' has no handler '{handlerName}', but {Names(service.Handlers.Keys)}. "
                + "Register the deployment again if its handlers have changed.";
        }

        return problem is null;
    }

    private static string Names(IEnumerable<string> names)
    {
        var all = string.Join(", ", names.Order(StringComparer.Ordinal));
        return all.Length == 0 ? "none at all" : all;
    }
}
