using System.Text;

namespace Holdfast.S3;

/// <summary>Where artifacts are kept, and who asks for them.</summary>
public sealed record S3ArtifactOptions
{
    /// <summary>The bucket. It must be there: the store never makes one.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>
    /// In front of every artifact's name, such as <c>holdfast/</c>, so that a bucket can be shared. Empty: nothing.
    /// </summary>
    public string Prefix { get; set; } = "";

    /// <summary>
    /// A server that speaks S3, such as <c>http://minio:9000</c>; null: AWS. With it, the SDK's newer default checksums
    /// are not sent: many such servers refuse them.
    /// </summary>
    public Uri? ServiceUrl { get; set; }

    /// <summary>
    /// Such as <c>eu-central-1</c>; null: as the SDK finds it, and <c>us-east-1</c> for other servers.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>
    /// The bucket is in the path (<c>http://host/bucket/name</c>), not in the host's name. Most servers but AWS's need
    /// it.
    /// </summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>
    /// The access key; null: the SDK's usual chain (environment, profile, web identity, the machine's role).
    /// </summary>
    public string? AccessKey { get; set; }

    /// <summary>Belongs to <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>One attempt of a request may take this long, its content included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Requests that fail in a way that may pass are repeated so often, with growing pauses.</summary>
    public int MaxRetries { get; set; } = 4;

    // As text it is in logs and in messages: without what is secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Bucket)} = {Bucket}, {nameof(Prefix)} = {Prefix}, {nameof(ServiceUrl)} = {ServiceUrl}");
        return true;
    }
}
