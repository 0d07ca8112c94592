using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Embedded.Http;

/// <summary>Lists invocations, of whichever engine.</summary>
internal sealed class InvocationsApi(Func<IInvocationQueries> getQueries)
{
    private const int MaxLimit = 1000;

    private readonly Lazy<IInvocationQueries> _queries = new(getQueries);

    private IInvocationQueries Queries => _queries.Value;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/invocations", (RequestDelegate)ListInvocationsAsync);
        endpoints.MapGet("/invocations/{id}", (RequestDelegate)GetInvocationAsync);
    }

    private async Task ListInvocationsAsync(HttpContext context)
    {
        if (!TryReadQuery(context.Request.Query, out var query, out var problem))
        {
            await OperatorResponse.WriteErrorAsync(context.Response, 400, problem);
            return;
        }

        var page = await Queries.ListAsync(query, context.RequestAborted);
        await OperatorResponse.WritePageAsync(context.Response, page);
    }

    private async Task GetInvocationAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (IdFormat.ProblemOfInvocation(id) is { } problem)
            await OperatorResponse.WriteBadIdAsync(context.Response, problem);
        else if (await Queries.FindAsync(id, context.RequestAborted) is { } found)
            await OperatorResponse.WriteInvocationAsync(context.Response, found);
        else
            await OperatorResponse.WriteNoInvocationAsync(context.Response, id);
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
