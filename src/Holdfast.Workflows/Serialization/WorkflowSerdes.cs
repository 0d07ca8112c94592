using Holdfast.Workflows.Execution;
using Holdfast.Workflows.Steps;

namespace Holdfast.Workflows.Serialization;

internal static class WorkflowSerdes
{
    /// <summary>Uses <see cref="WorkflowJson"/> for what handlers of workflows exchange and record.</summary>
    public static void AddTo(Serdes serdes)
    {
        var json = WorkflowJson.Shared;
        var accepted = new ContractSerde<AcceptedWorkflow>(json.AcceptedWorkflow);
        var status = new ContractSerde<WorkflowStatus>(json.WorkflowStatus);
        serdes
            .Use(accepted)
            .Use(new EncodedSerde<AcceptedWorkflow>(accepted))
            .Use(new ContractSerde<StepRequest>(json.StepRequest))
            .Use(new ContractSerde<StepResponse>(json.StepResponse))
            .Use(new ContractSerde<ProgressRequest>(json.ProgressRequest))
            .Use(new ContractSerde<StepReport>(json.StepReport))
            .Use(new ContractSerde<StepProgress>(json.StepProgress))
            .Use(new ContractSerde<WorkflowBeginning>(json.WorkflowBeginning))
            .Use(new ContractSerde<WorkflowEnd>(json.WorkflowEnd))
            .Use(status)
            .Use(new EncodedSerde<WorkflowStatus>(status))
            .Use(new ContractSerde<StatusRequest>(json.StatusRequest))
            .Use(new ContractSerde<WorkflowObservation>(json.WorkflowObservation));
    }
}
