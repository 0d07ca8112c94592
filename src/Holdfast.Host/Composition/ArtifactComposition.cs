using Holdfast.Host.Configuration;
using Holdfast.S3;
using Holdfast.Workflows;

namespace Holdfast.Host.Composition;

/// <summary>Where workflows and their steps keep images.</summary>
internal static class ArtifactComposition
{
    /// <summary>Sets limits and places of the workflows of this process.</summary>
    public static void Configure(this WorkflowsBuilder workflows, ServerOptions options)
    {
        workflows.Options = options.Workflows;
        if (options.Bucket is not { } bucket)
            return;
        workflows.UseS3(s3 =>
        {
            s3.Bucket = bucket.Name;
            s3.Prefix = bucket.Prefix;
            s3.ServiceUrl = bucket.Url;
            // Servers of one's own seldom have a DNS name for each bucket.
            s3.ForcePathStyle = bucket.Url is not null;
        });
    }
}
