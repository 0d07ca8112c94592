using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Holdfast.S3;

/// <summary>Makes the SDK's client from options.</summary>
internal static class S3Connection
{
    private const string DefaultRegion = "us-east-1";

    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static void Check(S3ArtifactOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Bucket))
            throw new ArgumentException("S3ArtifactOptions.Bucket is empty: name the bucket that artifacts belong in.");
        if (options.AccessKey is null != options.SecretKey is null)
        {
            throw new ArgumentException(
                "S3ArtifactOptions has one of AccessKey and SecretKey: set both, or none for the SDK's usual chain.");
        }

        if (options.ServiceUrl is { } url && url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException(
                $"S3ArtifactOptions.ServiceUrl is '{url}': give a whole http or https address.");
    }

    public static AmazonS3Client Open(S3ArtifactOptions options) =>
        options is { AccessKey: { } accessKey, SecretKey: { } secretKey }
            ? new(new BasicAWSCredentials(accessKey, secretKey), ConfigOf(options))
            : new(ConfigOf(options));

    private static AmazonS3Config ConfigOf(S3ArtifactOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            Timeout = options.Timeout,
            MaxErrorRetry = options.MaxRetries,
            RetryMode = RequestRetryMode.Standard,
        };
        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url.ToString();
            config.AuthenticationRegion = options.Region ?? DefaultRegion;
            // The SDK would add a CRC to every upload and send it in a trailer, which servers that know an older S3
            // answer with errors. Over plain HTTP the signature covers the content; over TLS, TLS does.
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
