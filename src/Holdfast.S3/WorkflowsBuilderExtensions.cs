using Holdfast.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.S3;

/// <summary>Keeps the artifacts of workflows in S3-compatible storage.</summary>
public static class WorkflowsBuilderExtensions
{
    /// <summary>
    /// Uses a bucket instead of a directory, for processes on several machines:
    /// <c>AddWorkflows(w => w.UseS3(o => o.Bucket = "my-artifacts"))</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says which, and how.</exception>
    public static WorkflowsBuilder UseS3(this WorkflowsBuilder workflows, Action<S3ArtifactOptions> configure)
    {
        var options = new S3ArtifactOptions();
        configure(options);
        S3Connection.Check(options);
        workflows.Services.AddSingleton<IArtifactStore>(_ => new S3ArtifactStore(options));
        return workflows;
    }
}
