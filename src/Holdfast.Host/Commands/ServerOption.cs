using System.CommandLine;
using Holdfast.Host.Client;

namespace Holdfast.Host.Commands;

/// <summary>The flag <c>--url</c> of the commands that talk to a running server.</summary>
internal static class ServerOption
{
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

    public static ServerApi Connect(this ParseResult parsed, Option<Uri> url) => new(parsed.GetRequiredValue(url));
}
