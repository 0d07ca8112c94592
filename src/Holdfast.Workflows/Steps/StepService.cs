using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Workflows.Steps;

/// <summary>Offers a step as a service of its own name with one handler.</summary>
internal static class StepService
{
    private const string Run = "run";
    private const string Progress = "progress";
    private const int ServiceUnavailable = 503;

    // Whoever looks at a status looks again.
    private static readonly HandlerOptions _asking = new()
    {
        Private = true,
        Retry = new() { MaxAttempts = 1, OnMaxAttempts = OnMaxAttempts.Kill },
        JournalRetention = TimeSpan.Zero,
    };

    public static Target RunOf(string service) => new(service, Run);

    public static Target ProgressOf(string service) => new(service, Progress);

    // Private: only validated definitions reach a step, and nobody else says where its output goes.
    public static ServiceDefinition Define<TStep, TParameters>()
        where TStep : class, IStep<TParameters>
        where TParameters : class
    {
        var service = ServiceDefinition.Service(TStep.Description.Service)
            .With(new HandlerOptions { Private = true, Documentation = TStep.Description.Summary })
            .Handler<StepRequest, StepResponse>(Run, RunAsync<TStep, TParameters>);
        return TStep.Description.ReportsProgress
            ? service.Handler<ProgressRequest, StepReport?>(Progress, ReportAsync<TStep>, _asking)
            : service;
    }

    /// <summary>A service that has only its name, and says why.</summary>
    public static ServiceDefinition DefineUnavailable(StepDescription description, string reason) =>
        ServiceDefinition.Service(description.Service)
            .With(new HandlerOptions { Private = true, Documentation = $"{description.Summary} Unavailable: {reason}" })
            .Handler<StepRequest, StepResponse>(Run, (_, _, _) => throw new TerminalException(
                $"The service '{description.Service}' is not available: {reason}", ServiceUnavailable));

    private static async Task<StepResponse> RunAsync<TStep, TParameters>(
        IServiceProvider services, IContext context, StepRequest request)
        where TStep : class, IStep<TParameters>
        where TParameters : class
    {
        var serdes = services.GetRequiredService<HoldfastBuilder>().Serdes;
        var timed = new StepContext(context, serdes, services.GetRequiredService<TimeProvider>());
        var input = new StepInput<TParameters>(ParametersOf<TParameters>(request), request.Input, request.Output);

        var result = await services.GetRequiredService<TStep>().ExecuteAsync(timed, input);
        return new(result.Message, timed.FinishedAt ?? await context.NowAsync());
    }

    private static async Task<StepReport?> ReportAsync<TStep>(
        IServiceProvider services, IContext context, ProgressRequest request)
        where TStep : notnull
    {
        var step = (IReportsProgress)services.GetRequiredService<TStep>();
        return await context.RunAsync(
            "report", cancellationToken => step.ReportAsync(request.InvocationId, cancellationToken));
    }

    private static TParameters ParametersOf<TParameters>(StepRequest request)
    {
        try
        {
            return request.Parameters.Deserialize<TParameters>(ParameterJson.Options)!;
        }
        catch (JsonException error)
        {
            // Validated before, so the step's code must have changed since.
            throw new TerminalException(
                $"The parameters do not fit this version of the step: {error.Message}", ErrorCode.BadRequest);
        }
    }
}
