using Microsoft.AspNetCore.Http;

namespace Holdfast.Restate.Endpoint;

/// <summary>Says in each answer what serves here; the server shows it beside the deployment.</summary>
internal static class SdkHeader
{
    private static readonly string _value = $"holdfast/{typeof(SdkHeader).Assembly.GetName().Version?.ToString(3)}";

    public static RequestDelegate AddTo(RequestDelegate answer) => context =>
    {
        context.Response.Headers["x-restate-server"] = _value;
        return answer(context);
    };
}
