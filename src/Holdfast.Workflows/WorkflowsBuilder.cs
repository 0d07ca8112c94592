using Holdfast.Workflows.Execution;
using Holdfast.Workflows.Schemas;
using Holdfast.Workflows.Serialization;
using Holdfast.Workflows.Steps;
using Holdfast.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Workflows;

/// <summary>Collects the steps that definitions may use.</summary>
public sealed class WorkflowsBuilder
{
    private readonly HoldfastBuilder _holdfast;
    private readonly bool _isForStepsOnly;

    internal WorkflowsBuilder(HoldfastBuilder holdfast, bool isForStepsOnly) =>
        (_holdfast, _isForStepsOnly) = (holdfast, isForStepsOnly);

    /// <summary>Limits and places.</summary>
    public WorkflowOptions Options { get; set; } = new();

    /// <summary>The program's services: steps get theirs from here.</summary>
    public IServiceCollection Services => _holdfast.Services;

    internal StepCatalogue Catalogue { get; } = new();

    /// <summary>
    /// Adds a step: to the catalogue, to the published schema, and as a service of its name. One instance of
    /// <typeparamref name="TStep"/> serves all executions; its constructor gets the program's services.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There is a step or service of this name already, or <typeparamref name="TParameters"/> has no schema that can be
    /// enforced, or the step says that it reports progress and does not.
    /// </exception>
    public WorkflowsBuilder AddStep<TStep, TParameters>()
        where TStep : class, IStep<TParameters>
        where TParameters : class
    {
        if (TStep.Description.ReportsProgress && !typeof(TStep).IsAssignableTo(typeof(IReportsProgress)))
        {
            throw new ArgumentException(
                $"'{typeof(TStep).Name}' says that it reports progress: make it {nameof(IReportsProgress)}.");
        }

        Catalogue.Add(new(TStep.Description, ParameterContract.Of<TParameters>()));
        Services.TryAddSingleton<TStep>();
        _holdfast.Add(StepService.Define<TStep, TParameters>());
        return this;
    }

    /// <summary>
    /// Adds a step that another process serves (there: <c>AddSteps(s => s.AddStep…)</c>): to the catalogue and to the
    /// published schema. It needs an engine that knows both processes, such as Restate.
    /// </summary>
    /// <typeparam name="TParameters">The same as there: definitions are validated here.</typeparam>
    /// <param name="description">The same as there.</param>
    /// <exception cref="ArgumentException">As <see cref="AddStep"/>.</exception>
    public WorkflowsBuilder AddRemoteStep<TParameters>(StepDescription description)
        where TParameters : class
    {
        Catalogue.Add(new(description, ParameterContract.Of<TParameters>()));
        return this;
    }

    /// <summary>
    /// Adds a step that is known but cannot be used here. Definitions with it are refused with the reason, instead of
    /// with "unknown service". Where only steps are served, there is a service of its name, which fails with the
    /// reason: who calls it gets an answer.
    /// </summary>
    /// <param name="description">What it would be.</param>
    /// <param name="reason">Why not, and what to do about it.</param>
    public WorkflowsBuilder AddUnavailableStep(StepDescription description, string reason)
    {
        Catalogue.Add(new(description, Parameters: null, reason));
        if (_isForStepsOnly)
            _holdfast.Add(StepService.DefineUnavailable(description, reason));
        return this;
    }
}

/// <summary>Adds workflows to a program.</summary>
public static class HoldfastBuilderExtensions
{
    /// <summary>
    /// Adds the services <c>workflow-executor</c>, <c>workflow-run</c> and <c>workflow-status</c>, and the steps:
    /// <c>AddHoldfast(h => h.AddWorkflows(w => w.AddStep&lt;RotateStep, RotateParameters&gt;()))</c>. If the program
    /// sets serdes of its own, it does so before. Serve the endpoints with <c>app.MapWorkflows()</c>.
    /// </summary>
    public static HoldfastBuilder AddWorkflows(this HoldfastBuilder holdfast, Action<WorkflowsBuilder> configure)
    {
        var workflows = AddShared(holdfast, configure, isForStepsOnly: false);
        holdfast.Services.AddSingleton(workflows.Catalogue);
        holdfast.Services.AddSingleton<DefinitionValidator>();
        holdfast.Services.AddSingleton<WorkflowAdmission>();
        return holdfast
            .Add(WorkflowExecutor.Define())
            .Add(WorkflowRun.Define(workflows.Options))
            .Add(WorkflowStatusService.Define());
    }

    /// <summary>
    /// Adds steps only, for workflows that run in another process, which announces them with
    /// <see cref="WorkflowsBuilder.AddRemoteStep"/>. Both processes need the same artifacts: one directory, or one
    /// <see cref="IArtifactStore"/> that several machines reach.
    /// </summary>
    public static HoldfastBuilder AddSteps(this HoldfastBuilder holdfast, Action<WorkflowsBuilder> configure)
    {
        AddShared(holdfast, configure, isForStepsOnly: true);
        return holdfast;
    }

    private static WorkflowsBuilder AddShared(
        HoldfastBuilder holdfast, Action<WorkflowsBuilder> configure, bool isForStepsOnly)
    {
        var workflows = new WorkflowsBuilder(holdfast, isForStepsOnly);
        configure(workflows);

        holdfast.Services.TryAddSingleton(TimeProvider.System);
        holdfast.Services.TryAddSingleton<IArtifactStore>(services => DirectoryArtifactStore.Open(
            workflows.Options.ArtifactDirectory, services.GetRequiredService<TimeProvider>()));
        holdfast.Services.AddSingleton(workflows.Options);
        WorkflowSerdes.AddTo(holdfast.Serdes);
        return workflows;
    }
}
