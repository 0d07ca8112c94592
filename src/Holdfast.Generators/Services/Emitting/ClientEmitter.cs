using Holdfast.Generators.Services.Reading;

namespace Holdfast.Generators.Services.Emitting;

/// <summary>A typed client: one method per handler that waits, and the same under <c>Send</c> that does not.</summary>
internal static class ClientEmitter
{
    private delegate void Member(CodeWriter code, ServiceModel service, HandlerModel handler, ClientFlavor flavor);

    public static void Emit(CodeWriter code, ServiceModel service, ClientFlavor flavor)
    {
        var parameters = flavor.Parameter + (service.HasKey ? ", string key" : "");
        var arguments = flavor.Parameter.Split(' ')[1] + (service.HasKey ? ", key" : "");
        var members = new List<Action<CodeWriter>> { inner => EmitSendProperty(inner, arguments) };
        members.AddRange(service.Handlers.Select(handler => Of(handler, EmitCall)));
        if (service.Run is { } run)
            members.Add(Of(run, EmitAttach));
        members.Add(inner => inner
            .Documentation($"<summary>Starts handlers of <c>{service.WireName}</c> without waiting.</summary>")
            .Block(
                $"public readonly struct OneWay({parameters})",
                service.Handlers.Select(handler => Of(handler, EmitSend))));

        code.Documentation($"<summary>Calls <c>{service.WireName}</c> {flavor.Summary}.</summary>")
            .Block($"{service.Accessibility} readonly struct {service.BaseName}{flavor.Suffix}({parameters})", members);

        Action<CodeWriter> Of(HandlerModel handler, Member emit) => inner => emit(inner, service, handler, flavor);
    }

    private static void EmitSendProperty(CodeWriter code, string arguments) =>
        code.Documentation("<summary>The same handlers, started without waiting for their results.</summary>")
            .Line($"public OneWay Send => new({arguments});");

    private static void EmitCall(CodeWriter code, ServiceModel service, HandlerModel handler, ClientFlavor flavor) =>
        code.Documentation(About(service, handler, "Calls"))
            .Documentation(handler.Documentation.Outcome)
            .Line($"public {flavor.CallType(handler)} {handler.Method}(")
            .Continued(
                $"{RequestParameter(handler)}global::Holdfast.CallOptions? options = null{flavor.Cancellation}) =>")
            .Continued(flavor.Call(handler, Target(service, handler)));

    private static void EmitSend(CodeWriter code, ServiceModel service, HandlerModel handler, ClientFlavor flavor) =>
        code.Documentation(About(service, handler, "Starts"))
            .Documentation(
                "<param name=\"delay\">Not before this time has passed; null: now.</param>",
                $"<returns>{flavor.SendReturns}</returns>")
            .Line($"public {flavor.SendType} {handler.Method}(")
            .Continued(
                $"{RequestParameter(handler)}global::System.TimeSpan? delay = null, "
                + $"global::Holdfast.CallOptions? options = null{flavor.Cancellation}) =>")
            .Continued(flavor.Send(handler, Target(service, handler)));

    private static void EmitAttach(CodeWriter code, ServiceModel service, HandlerModel run, ClientFlavor flavor) =>
        code.Documentation("<summary>Waits for the run with this key, and returns its result.</summary>")
            .Line($"public {flavor.AttachType(run)} AttachAsync({flavor.Cancellation.TrimStart(',', ' ')}) =>")
            .Continued(flavor.Attach(
                run, $"new global::Holdfast.InvocationTarget.ByWorkflow({CSharpText.Literal(service.WireName)}, key)"));

    private static EquatableArray<string> About(ServiceModel service, HandlerModel handler, string verb) =>
        handler.Documentation.About.Count > 0
            ? handler.Documentation.About
            : new([$"<summary>{verb} <c>{service.WireName}/{handler.WireName}</c>.</summary>"]);

    private static string RequestParameter(HandlerModel handler) =>
        handler.Request is { } request ? $"{request.Type} {request.Name}, " : "";

    private static string Target(ServiceModel service, HandlerModel handler) =>
        $"new global::Holdfast.Target({CSharpText.Literal(service.WireName)}, {CSharpText.Literal(handler.WireName)}"
        + (service.HasKey ? ", key)" : ")");
}
