using System.CommandLine;
using Holdfast.Host.Client;

namespace Holdfast.Host.Commands;

/// <summary>The flag <c>--url</c> of the commands that talk to a running server.</summary>
internal static class ServerOption
{
    private const string ApiKeyVariable = "HOLDFAST_API_KEY";

    public static Option<Uri> Create() => new("--url")
    {
        Description = "The server to talk to.",
        HelpName = "address",
        Recursive = true,
        DefaultValueFactory = _ => new Uri("http://localhost:8080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                return uri;
            result.AddError($"--url is '{result.Tokens[0].Value}', and must be an address like http://localhost:8080.");
            return null;
        },
    };

    /// <summary>The flag <c>--api-key</c>, for a server that asks who calls.</summary>
    public static Option<string?> ApiKey { get; } = new("--api-key")
    {
        Description = $"The key to call it with. A variable is seen by fewer than a flag. [{ApiKeyVariable}]",
        HelpName = "key",
        Recursive = true,
    };

    public static ServerApi Connect(this ParseResult parsed, Option<Uri> url) => new(
        parsed.GetRequiredValue(url),
        parsed.GetValue(ApiKey) ?? Environment.GetEnvironmentVariable(ApiKeyVariable));
}
