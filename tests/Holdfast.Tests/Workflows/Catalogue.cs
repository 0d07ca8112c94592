using Holdfast.Workflows;
using Holdfast.Workflows.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Workflows;

/// <summary>What can go wrong when a program adds steps is said when it starts.</summary>
public sealed class Catalogue
{
    [Fact]
    public void Each_step_is_a_service_of_its_name_that_only_workflows_call()
    {
        HoldfastBuilder? builder = null;
        new ServiceCollection().AddHoldfast(holdfast =>
            builder = holdfast.AddWorkflows(workflows => SampleSteps.AddTo(workflows)));

        var rotate = builder!.Definitions["rotate-img-service"];
        Assert.Equal(["run"], rotate.Handlers.Keys);
        Assert.True(rotate.Options.Private);
        Assert.DoesNotContain("stable-diffusion-generator", builder.Definitions.Keys);
    }

    [Fact]
    public void A_remote_step_is_in_the_catalogue_and_no_service_of_this_process()
    {
        var services = new ServiceCollection();
        HoldfastBuilder? builder = null;
        services.AddHoldfast(holdfast => builder = holdfast.AddWorkflows(
            workflows => workflows.AddRemoteStep<BlurParameters>(BlurStep.Description)));
        var entry = services.BuildServiceProvider().GetRequiredService<StepCatalogue>().Find("blur-img-service");

        Assert.True(entry!.IsAvailable);
        Assert.Equal(BlurStep.Description, entry.Description);
        Assert.Equal(["workflow-executor", "workflow-run", "workflow-status"], builder!.Definitions.Keys.Order());
    }

    [Fact]
    public void A_process_of_steps_has_their_services_and_no_workflows()
    {
        HoldfastBuilder? builder = null;
        new ServiceCollection().AddHoldfast(holdfast =>
            builder = holdfast.AddSteps(steps => steps.AddStep<BlurStep, BlurParameters>()));

        Assert.Equal(["blur-img-service"], builder!.Definitions.Keys);
    }

    [Fact]
    public void A_process_of_steps_answers_for_those_that_are_unavailable()
    {
        HoldfastBuilder? builder = null;
        new ServiceCollection().AddHoldfast(holdfast => builder = holdfast.AddSteps(steps =>
            steps.AddUnavailableStep(BlurStep.Description, "the brush is lost")));

        var blur = builder!.Definitions["blur-img-service"];
        Assert.Equal(["run"], blur.Handlers.Keys);
        Assert.Contains("the brush is lost", blur.Options.Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_steps_of_one_name_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Add(workflows => workflows
            .AddStep<BlurStep, BlurParameters>()
            .AddStep<BlurStep, BlurParameters>()));

        Assert.Contains("There is a step 'blur-img-service' already", error.Message);
    }

    [Fact]
    public void Parameters_whose_schema_could_not_be_enforced_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Add(workflows => workflows.AddStep<TreeStep, Tree>()));

        Assert.Contains("uses '$ref' at '/properties/children/items', which is not supported", error.Message);
    }

    [Fact]
    public void A_list_is_no_record_of_parameters()
    {
        var error = Assert.Throws<ArgumentException>(() => Add(workflows => workflows.AddStep<ListStep, List<int>>()));

        Assert.Contains("use a record with properties", error.Message);
    }

    private static void Add(Action<WorkflowsBuilder> configure) =>
        new ServiceCollection().AddHoldfast(holdfast => holdfast.AddWorkflows(configure));

    private sealed record Tree(List<Tree> Children);

    private sealed class TreeStep : SampleStep<Tree>, IStep<Tree>
    {
        public static StepDescription Description { get; } = new("tree", StepRole.Source, StepDeterminism.Volatile, "");
    }

    private sealed class ListStep : SampleStep<List<int>>, IStep<List<int>>
    {
        public static StepDescription Description { get; } = new("list", StepRole.Source, StepDeterminism.Volatile, "");
    }
}
