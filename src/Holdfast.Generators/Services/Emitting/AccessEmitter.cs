namespace Holdfast.Generators.Services.Emitting;

/// <summary>The extension methods that lead to the clients: <c>ctx.Checkout("order-1")</c>.</summary>
internal static class AccessEmitter
{
    public static void Emit(CodeWriter code, ServiceModel service) =>
        code.Documentation($"<summary>Gives clients of <c>{service.WireName}</c>.</summary>")
            .Block(
                $"{service.Accessibility} static class {service.BaseName}Clients",
                inner => EmitAccess(inner, service, ClientFlavor.Inside),
                inner => EmitAccess(inner, service, ClientFlavor.Outside));

    private static void EmitAccess(CodeWriter code, ServiceModel service, ClientFlavor flavor)
    {
        var through = flavor.Parameter.Split(' ')[1];
        var key = service.HasKey ? " of this key" : "";
        code.Documentation($"<summary>Calls <c>{service.WireName}</c>{key} {flavor.Summary}.</summary>")
            .Line(
                $"public static {service.BaseName}{flavor.Suffix} {service.ClassName}(this {flavor.Parameter}"
                + (service.HasKey ? ", string key) =>" : ") =>"))
            .Continued(service.HasKey ? $"new({through}, key);" : $"new({through});");
    }
}
