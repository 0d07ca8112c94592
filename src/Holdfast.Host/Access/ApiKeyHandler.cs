using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Holdfast.Host.Access;

/// <summary>Knows callers by their keys: <c>Authorization: Bearer hf_…</c>.</summary>
internal sealed partial class ApiKeyHandler(
    KeyFile keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ApiKey";

    /// <summary>What follows <c>Bearer</c>; null: nothing does.</summary>
    public static string? TokenOf(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? header.Parameter
            : null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(TokenOf(Request) is { } token ? Authenticate(token) : AuthenticateResult.NoResult());

    private AuthenticateResult Authenticate(string token)
    {
        if (Find(token) is not { } key)
            return AuthenticateResult.Fail("The key is not known here, or was revoked.");
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, key.Name), new(ClaimTypes.Role, RoleName.Of(key.Role))], Name);
        return AuthenticateResult.Success(new(new(identity), Name));
    }

    // A file that cannot be read lets nobody in, and says so.
    private ApiKey? Find(string token)
    {
        try
        {
            return keys.Find(token);
        }
        catch (ProgramException unreadable)
        {
            LogUnreadable(Logger, unreadable.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private static partial void LogUnreadable(ILogger logger, string problem);
}
