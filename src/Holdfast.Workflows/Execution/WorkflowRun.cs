using System.Globalization;
using Holdfast.Workflows.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Workflows.Execution;

/// <summary>
/// The workflow behind every accepted definition, keyed by its id: calls the steps one after the other.
/// </summary>
internal static class WorkflowRun
{
    public const string Service = "workflow-run";

    private const string Run = "run";
    private const string Get = "get";
    private const string Beginning = "beginning";

    /// <summary>Finds the runs, newest first.</summary>
    public static InvocationQuery Query { get; } = new() { Service = Service, Handler = Run };

    // Who asks for a status does not wait for a step that is busy or away.
    private static readonly TimeSpan _reportLimit = TimeSpan.FromSeconds(2);

    public static Target RunOf(string id) => new(Service, Run, id);

    public static Target StatusOf(string id) => new(Service, Get, id);

    public static Target BeginningOf(string id) => new(Service, Beginning, id);

    public static ServiceDefinition Define(WorkflowOptions options) =>
        ServiceDefinition.Workflow(Service)
            .With(new HandlerOptions
            {
                WorkflowRetention = options.Retention,
                Documentation = "One execution of a workflow definition, started by workflow-executor/execute.",
            })
            .Handler<AcceptedWorkflow, WorkflowStatus>(
                Run, (_, context, accepted) => RunAsync(context, accepted), new HandlerOptions { Private = true })
            .Shared<Unit, WorkflowStatus>(Get, (services, context, _) => GetAsync(services, context))
            .Shared<Unit, WorkflowBeginning?>(
                Beginning,
                async (_, context, _) => await context.GetAsync(WorkflowState.Beginning),
                new HandlerOptions { Private = true });

    private static async Task<WorkflowStatus> RunAsync(IWorkflowContext context, AcceptedWorkflow accepted)
    {
        var beginning = new WorkflowBeginning(
            accepted.Definition, context.NewGuid().ToString(), accepted.RequestedBy, accepted.AcceptedAt);
        context.Set(WorkflowState.Beginning, beginning);

        var progress = new List<StepProgress>();
        var image = accepted.Definition.Steps[0].ImgInputPath;
        foreach (var step in accepted.Definition.Steps)
        {
            var output = StatusAssembly.OutputOf(beginning.ImgName, progress.Count);
            progress.Add(await RunStepAsync(
                context, progress.Count, step, new(beginning.ImgName, step.Parameters, image, output)));
            image = output;
        }

        var end = new WorkflowEnd(progress[^1].FinishedAt!.Value);
        context.Set(WorkflowState.End, end);
        return StatusAssembly.Of(beginning, progress, end);
    }

    private static async Task<StepProgress> RunStepAsync(
        IWorkflowContext context, int index, StepDefinition step, StepRequest request)
    {
        try
        {
            var call = context.CallAsync<StepRequest, StepResponse>(StepService.RunOf(step.Service), request);
            var started = new StepProgress(await call.InvocationId);
            context.Set(WorkflowState.Step(index), started);

            var response = await call;
            var finished = started with { Message = response.Message, FinishedAt = response.FinishedAt };
            context.Set(WorkflowState.Step(index), finished);
            return finished;
        }
        catch (TerminalException error)
        {
            var failure = new WorkflowFailure(index, step.Service, error.Code, error.Message);
            context.Set(WorkflowState.End, new WorkflowEnd(await context.NowAsync(), failure));
            if (error is CancelledException)
                throw;
            throw new TerminalException(
                $"Step {index} ({step.Service}) failed: {error.Message}",
                error.Code,
                WithStep(error.Metadata, failure));
        }
    }

    private static Dictionary<string, string> WithStep(
        IReadOnlyDictionary<string, string>? metadata, WorkflowFailure failure) =>
        new(metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["step"] = failure.Step.ToString(CultureInfo.InvariantCulture),
            ["service"] = failure.Service,
        };

    private static async Task<WorkflowStatus> GetAsync(IServiceProvider services, ISharedWorkflowContext context)
    {
        if (await context.GetAsync(WorkflowState.Beginning) is not { } beginning)
            return StatusAssembly.NotStarted;

        // The end first: the run goes on meanwhile, and an end must not stand beside steps read before it.
        var end = await context.GetAsync(WorkflowState.End);
        var progress = new List<StepProgress>();
        while (progress.Count < beginning.Definition.Steps.Count
            && await context.GetAsync(WorkflowState.Step(progress.Count)) is { } step)
        {
            progress.Add(step);
        }

        var status = StatusAssembly.Of(beginning, progress, end);
        if (status.CurrentStep is not { InvocationId: { } invocation } current
            || services.GetRequiredService<StepCatalogue>().Find(current.Service)?.Description.ReportsProgress != true)
        {
            return status;
        }

        var report = await AskAsync(context, current.Service, invocation);
        return status with { CurrentStep = current with { Progress = report } };
    }

    /// <summary>What the step tells; null when it does not answer in time, or has trouble.</summary>
    private static async Task<StepReport?> AskAsync(IContext context, string service, string invocation)
    {
        var report = context.CallAsync<ProgressRequest, StepReport?>(
            StepService.ProgressOf(service), new(invocation));
        try
        {
            return await report.WithinAsync(_reportLimit) ? await report : null;
        }
        catch (TerminalException trouble) when (trouble is not CancelledException)
        {
            return null;
        }
    }
}
