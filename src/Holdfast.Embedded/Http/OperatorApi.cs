using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Embedded.Http;

/// <summary>What operators need, under the paths and with the answers of Restate's admin API.</summary>
internal sealed class OperatorApi(Func<IInvocationEngine> getEngine, Serdes serdes)
{
    private const int MaxLimit = 1000;

    private readonly Lazy<IInvocationEngine> _engine = new(getEngine);

    private IInvocationEngine Engine => _engine.Value;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", (RequestDelegate)(_ => Task.CompletedTask));
        endpoints.MapGet("/services", (RequestDelegate)ListServicesAsync);
        endpoints.MapGet("/services/{name}", (RequestDelegate)GetServiceAsync);
        endpoints.MapGet("/invocations", (RequestDelegate)ListInvocationsAsync);
        endpoints.MapGet("/invocations/{id}", (RequestDelegate)GetInvocationAsync);
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

    private async Task ListInvocationsAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out var query, out var problem))
        {
            await OperatorResponse.WriteErrorAsync(context.Response, 400, problem);
            return;
        }

        var page = await Engine.ListAsync(query, context.RequestAborted);
        await OperatorResponse.WritePageAsync(context.Response, page);
    }

    private async Task GetInvocationAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (IdFormat.ProblemOfInvocation(id) is { } problem)
            await OperatorResponse.WriteBadIdAsync(context.Response, problem);
        else if (await Engine.FindAsync(id, context.RequestAborted) is { } found)
            await OperatorResponse.WriteInvocationAsync(context.Response, found);
        else
            await OperatorResponse.WriteNoInvocationAsync(context.Response, id);
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

    private static bool TryReadQuery(IQueryCollection parameters, out InvocationQuery query, out string problem)
    {
        query = new InvocationQuery
        {
            Service = parameters["service"],
            Handler = parameters["handler"],
            Key = parameters["key"],
            Cursor = parameters["cursor"],
        };
        problem = "";
        if (parameters["limit"] is [{ } limit, ..])
        {
            _ = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
            if (count is < 1 or > MaxLimit)
                problem = Invalid("limit", $"'{limit}' is not a number from 1 to {MaxLimit}");
            query = query with { Limit = count };
        }

        if (parameters["status"] is [{ } status, ..])
        {
            if (StatusName.Parse(status) is not { } parsed)
                problem = Invalid("status", $"'{status}' is none of {StatusName.All}");
            else
                query = query with { Status = parsed };
        }

        return problem.Length == 0;
    }

    private static string Invalid(string parameter, string reason) =>
        $"The query parameter '{parameter}' is invalid. Reason: {reason}";
}
