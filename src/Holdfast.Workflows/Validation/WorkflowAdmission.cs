namespace Holdfast.Workflows.Validation;

/// <summary>Decides whether a request becomes a workflow.</summary>
internal sealed class WorkflowAdmission(DefinitionValidator validator, IArtifactStore artifacts)
{
    /// <summary>The definition in a request, if it can be executed.</summary>
    /// <exception cref="TerminalException">It cannot (400); the message lists all mistakes.</exception>
    public async Task<WorkflowDefinition> AdmitAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var definition = validator.Validate(body);
        if (definition.Steps[0].ImgInputPath is { } image)
        {
            await using var content = await artifacts.OpenReadAsync(image, cancellationToken);
            if (content is null)
                throw new InvalidDefinition([NoSuchImage(image)], 1).ToException();
        }

        return definition;
    }

    private static Mistake NoSuchImage(ArtifactReference image) => new(
        "/steps/0/imgInputPath",
        $"there is no artifact '{image}'; upload it with PUT /artifacts/<name> and use the answer");
}
