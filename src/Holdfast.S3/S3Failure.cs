using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Workflows;

namespace Holdfast.S3;

/// <summary>
/// Says what went wrong with the storage, and what to do. None of it is final: the step is tried again, and goes on
/// when somebody has done it.
/// </summary>
internal static class S3Failure
{
    public const string NoSuchBucket = "NoSuchBucket";

    public static bool IsOne(Exception error) =>
        error is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            or TimeoutException;

    public static IOException Explain(
        string verb, ArtifactReference artifact, S3ArtifactOptions options, Exception error) =>
        new($"Could not {verb} the artifact '{artifact}' in the bucket '{options.Bucket}' at "
            + $"{options.ServiceUrl?.ToString() ?? "AWS"}: {Reason(options, error)}", error);

    private static string Reason(S3ArtifactOptions options, Exception error) => error switch
    {
        AmazonS3Exception { ErrorCode: NoSuchBucket } =>
            $"there is no such bucket. Make it (aws s3 mb s3://{options.Bucket}), or set S3ArtifactOptions.Bucket to "
            + "one that is there.",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } refused =>
            $"it refused ({refused.ErrorCode}: {refused.Message}). The credentials need s3:GetObject and s3:PutObject "
            + "on the bucket's objects, and s3:ListBucket on the bucket, "
            + "without which a missing object looks like this.",
        AmazonServiceException answered => $"it answered {(int)answered.StatusCode} {answered.ErrorCode}: "
            + answered.Message,
        TimeoutException => $"it did not answer within {options.Timeout.TotalSeconds} s.",
        _ => $"{error.Message} Is the server there, and are there credentials?",
    };
}
