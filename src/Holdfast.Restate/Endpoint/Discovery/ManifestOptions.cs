namespace Holdfast.Restate.Endpoint.Discovery;

/// <summary>
/// Writes options of a service or handler into a manifest. One that the server's version of the manifest lacks is an
/// error: dropped silently, it would be missed only when it matters.
/// </summary>
internal sealed class ManifestOptions(ManifestVersion version, string owner)
{
    public void Write(HandlerOptions options, OptionsManifest into)
    {
        into.Documentation = Since(ManifestVersion.V2, "Documentation", options.Documentation);
        into.Metadata = Since(ManifestVersion.V2, "Metadata", options.Metadata);
        into.InactivityTimeout = Milliseconds("InactivityTimeout", options.InactivityTimeout);
        into.AbortTimeout = Milliseconds("AbortTimeout", options.AbortTimeout);
        into.JournalRetention = Milliseconds("JournalRetention", options.JournalRetention);
        into.IdempotencyRetention = Milliseconds("IdempotencyRetention", options.IdempotencyRetention);
        into.EnableLazyState = Since(ManifestVersion.V3, "LazyState", options.LazyState);
        into.IngressPrivate = Since(ManifestVersion.V3, "Private", options.Private);
        if (Since(ManifestVersion.V4, "Retry", options.Retry) is { } retry)
            Write(retry, into);
    }

    public long? Milliseconds(string option, TimeSpan? duration) =>
        Since(ManifestVersion.V3, option, duration) is { } set ? Positive(option, set) : null;

    private void Write(RetryPolicy retry, OptionsManifest into)
    {
        into.RetryPolicyInitialInterval = Positive("Retry.InitialInterval", retry.InitialInterval);
        into.RetryPolicyMaxInterval = Positive("Retry.MaxInterval", retry.MaxInterval);
        into.RetryPolicyExponentiationFactor = retry.Factor;
        // Left out, the server's own limit would count: no limit is the largest number that it reads.
        into.RetryPolicyMaxAttempts = retry.MaxAttempts ?? int.MaxValue;
        into.RetryPolicyOnMaxAttempts = retry.OnMaxAttempts == OnMaxAttempts.Kill ? "KILL" : "PAUSE";
    }

    private long Positive(string option, TimeSpan duration) => duration >= TimeSpan.Zero
        ? (long)Math.Ceiling(duration.TotalMilliseconds)
        : throw new ManifestException($"{owner} sets {option} to {duration}, and less than nothing cannot be waited.");

    private T? Since<T>(ManifestVersion needed, string option, T? value) =>
        value is null || version >= needed
            ? value
            : throw new ManifestException(
                $"{owner} sets {option}, and this server's manifest ({version}) has no such option before {needed}. "
                + "Use a newer server, or take the option away.");
}

/// <summary>The program's services cannot be told to this server. 500.</summary>
internal sealed class ManifestException(string message) : Exception(message);
