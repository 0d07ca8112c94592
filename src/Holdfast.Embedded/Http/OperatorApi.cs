using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Embedded.Http;

/// <summary>What operators need, under the paths and with the answers of Restate's admin API.</summary>
internal sealed class OperatorApi(Func<IInvocationEngine> getEngine, Serdes serdes)
{
    private readonly Lazy<IInvocationEngine> _engine = new(getEngine);

    private IInvocationEngine Engine => _engine.Value;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", (RequestDelegate)(_ => Task.CompletedTask));
        endpoints.MapGet("/services", (RequestDelegate)ListServicesAsync);
        endpoints.MapGet("/services/{name}", (RequestDelegate)GetServiceAsync);
        new InvocationsApi(() => Engine).Map(endpoints);
        foreach (var operation in Operation.All)
        {
            RequestDelegate handle = context => PatchAsync(context, operation);
            endpoints.MapMethods($"/invocations/{{id}}/{operation.Name}", [HttpMethods.Patch], handle);
        }
    }

    private Task ListServicesAsync(HttpContext context) =>
        OperatorResponse.WriteServicesAsync(context.Response, new IngressCatalog(Engine.Services, serdes).Services);

    private Task GetServiceAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return new IngressCatalog(Engine.Services, serdes).FindService(name) is { } service
            ? OperatorResponse.WriteServiceAsync(context.Response, service)
            : OperatorResponse.WriteErrorAsync(context.Response, 404, $"The requested service '{name}' does not exist");
    }

    private async Task PatchAsync(HttpContext context, Operation operation)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (IdFormat.ProblemOfInvocation(id) is { } problem)
        {
            await OperatorResponse.WriteBadIdAsync(context.Response, problem);
            return;
        }

        // An operator who leaves has decided already.
        switch (await operation.Run(Engine, id, CancellationToken.None))
        {
            case OperationOutcome.Done:
                break;
            case OperationOutcome.Accepted:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case OperationOutcome.NotFound:
                await OperatorResponse.WriteNoInvocationAsync(context.Response, id);
                break;
            default:
                var found = await Engine.FindAsync(id, context.RequestAborted);
                var (status, reason) = operation.Conflict(found?.Status);
                if (status != StatusCodes.Status200OK)
                    await OperatorResponse.WriteErrorAsync(context.Response, status, $"The invocation '{id}' {reason}");
                break;
        }
    }
}
