using Holdfast.Generators.Services.Reading;

namespace Holdfast.Generators.Services.Emitting;

/// <summary>The definition: how engines find the handlers, and how each invocation gets an instance.</summary>
internal static class DefinitionEmitter
{
    private const string Create = "CreateForInvocation";

    public static void Emit(CodeWriter code, ServiceModel service)
    {
        var members = new List<Action<CodeWriter>> { inner => EmitDefinition(inner, service) };
        if (service.Handlers.Any(handler => !handler.IsStatic))
            members.Add(inner => EmitCreation(inner, service));
        if (members.Count > 1 && service.ConstructorTypes.Count > 0)
            members.Add(inner => EmitResolution(inner, service));
        code.Block($"partial class {service.ClassName} : global::Holdfast.IDefinedService", members);
    }

    private static void EmitDefinition(CodeWriter code, ServiceModel service)
    {
        code.Documentation($"<summary>Service <c>{service.WireName}</c> as engines see it.</summary>")
            .Line("public static global::Holdfast.ServiceDefinition Definition { get; } =");
        var start = $"global::Holdfast.ServiceDefinition.{service.Kind}({CSharpText.Literal(service.WireName)})";
        code.Continued(start + (service.Handlers.Count == 0 ? ";" : ""));
        for (var i = 0; i < service.Handlers.Count; i++)
            EmitRegistration(code, service, service.Handlers[i], end: i == service.Handlers.Count - 1 ? ");" : ")");
    }

    private static void EmitRegistration(CodeWriter code, ServiceModel service, HandlerModel handler, string end)
    {
        var method = handler.IsShared ? "Shared" : "Handler";
        var isAsync = handler.Response.Delivery != Delivery.Direct ? "async " : "";
        code.Continued(
            $"    .{method}<{handler.RequestType}, {handler.ResponseType}>(",
            $"    {CSharpText.Literal(handler.WireName)}, static {isAsync}(services, context, request) =>",
            $"    {Body(service, handler)}{Options(handler)}{end}");
    }

    private static string Options(HandlerModel handler) => handler.Accept is null
        ? ""
        : $", new global::Holdfast.HandlerOptions {{ Accept = {CSharpText.Literal(handler.Accept)} }}";

    private static string Body(ServiceModel service, HandlerModel handler)
    {
        var callee = handler.IsStatic ? service.ClassName : $"{Create}(services)";
        var call = $"{callee}.{handler.Method}({(handler.Request is null ? "context" : "context, request")})";
        const string Done = HandlerModel.Unit + ".Value";
        return handler.Response switch
        {
            { Delivery: Delivery.Direct, Type: null } =>
                $"{{ {call}; return global::System.Threading.Tasks.Task.FromResult({Done}); }}",
            { Delivery: Delivery.Direct } => $"global::System.Threading.Tasks.Task.FromResult({call})",
            { Type: null } => $"{{ await {call}; return {Done}; }}",
            _ => $"await {call}",
        };
    }

    private static void EmitCreation(CodeWriter code, ServiceModel service)
    {
        var arguments = service.ConstructorTypes.Select(type => $"Required<{type}>(services, {NameForPeople(type)})");
        code.Line($"private static {service.ClassName} {Create}(global::System.IServiceProvider services) =>")
            .Continued($"new({string.Join(", ", arguments)});");
    }

    private static string NameForPeople(string type) => CSharpText.Literal(type.Replace("global::", ""));

    private static void EmitResolution(CodeWriter code, ServiceModel service) =>
        code.Line("private static T Required<T>(global::System.IServiceProvider services, string type) =>")
            .Continued("services.GetService(typeof(T)) is T found")
            .Continued("    ? found")
            .Continued("    : throw new global::System.InvalidOperationException(")
            .Continued($"        $\"The constructor of service '{service.WireName}' needs a {{type}}, \" +")
            .Continued("        \"and none is registered. \" +")
            .Continued("        $\"Register it with the program's services: services.AddSingleton<{type}>(…).\");");
}
