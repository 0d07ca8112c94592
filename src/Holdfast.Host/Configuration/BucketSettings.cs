namespace Holdfast.Host.Configuration;

/// <summary>
/// The bucket that has the images. Keys come from the usual chain of AWS SDKs, such as <c>AWS_ACCESS_KEY_ID</c>: they
/// are no settings.
/// </summary>
/// <param name="Name">Of the bucket.</param>
/// <param name="Url">The server that has it; null: AWS.</param>
/// <param name="Prefix">In front of the images' names.</param>
internal sealed record BucketSettings(string Name, Uri? Url, string Prefix)
{
    /// <summary>Null when there is none. Mistakes are noted in the reader.</summary>
    public static BucketSettings? Read(SettingReader reader)
    {
        var url = reader.OptionalAddress(Settings.ArtifactUrl);
        if (reader.OptionalText(Settings.ArtifactBucket) is { } name)
            return new(name, url, reader.Text(Settings.ArtifactPrefix));
        return url is null
            ? null
            : reader.Wrong<BucketSettings>(
                Settings.ArtifactBucket, $"the name of a bucket, as {Settings.ArtifactUrl.Flag} is given");
    }
}
