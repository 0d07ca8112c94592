using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Workflows.Execution;
using Holdfast.Workflows.Http;
using Holdfast.Workflows.Steps;

namespace Holdfast.Workflows.Serialization;

/// <summary>
/// The JSON of everything that workflows send, record and answer. Fixed: the program's own options do not change it.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcceptedWorkflow))]
[JsonSerializable(typeof(StepRequest))]
[JsonSerializable(typeof(StepResponse))]
[JsonSerializable(typeof(ProgressRequest))]
[JsonSerializable(typeof(StepReport))]
[JsonSerializable(typeof(StepProgress))]
[JsonSerializable(typeof(WorkflowBeginning))]
[JsonSerializable(typeof(WorkflowEnd))]
[JsonSerializable(typeof(WorkflowStatus))]
[JsonSerializable(typeof(StatusRequest))]
[JsonSerializable(typeof(WorkflowObservation))]
[JsonSerializable(typeof(WorkflowPage))]
[JsonSerializable(typeof(CatalogueListing))]
[JsonSerializable(typeof(CancelReceipt))]
[JsonSerializable(typeof(UploadReceipt))]
[JsonSerializable(typeof(HttpError))]
internal sealed partial class WorkflowJson : JsonSerializerContext
{
    /// <summary>The context to use: people read these texts, so quotes in them stay quotes.</summary>
    public static WorkflowJson Shared => Relaxed.Context;

    // In a class of its own, because Default has to be there first.
    private static class Relaxed
    {
        public static readonly WorkflowJson Context = new(new JsonSerializerOptions(Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}
