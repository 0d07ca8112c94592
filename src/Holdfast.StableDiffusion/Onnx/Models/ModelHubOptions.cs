using System.Text;

namespace Holdfast.StableDiffusion.Onnx;

/// <summary>Which hub, and who asks.</summary>
public sealed record ModelHubOptions
{
    /// <summary>Its address.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>For models that not everyone may have; null: none.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// As Hugging Face's own programs have it: <c>HF_ENDPOINT</c>, and <c>HF_TOKEN</c> or the file <c>token</c> in
    /// <c>HF_HOME</c>, which is <c>~/.cache/huggingface</c> where it is not set.
    /// </summary>
    /// <exception cref="ModelPullException">The address is none.</exception>
    public static ModelHubOptions FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static ModelHubOptions From(Func<string, string?> variable)
    {
        var options = new ModelHubOptions { Token = TokenFrom(variable) };
        if (variable("HF_ENDPOINT") is not { Length: > 0 } address)
            return options;
        return Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? options with { Endpoint = endpoint }
            : throw new ModelPullException(
                $"HF_ENDPOINT is '{address}', and must be an address such as https://huggingface.co.");
    }

    private static string? TokenFrom(Func<string, string?> variable)
    {
        if (variable("HF_TOKEN") is { Length: > 0 } token)
            return token.Trim();
        var home = variable("HF_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface");
        var file = Path.Combine(home, "token");
        return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept ? kept : null;
    }

    // As text it is in logs and in messages: without what is secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Endpoint)} = {Endpoint}");
        return true;
    }
}
