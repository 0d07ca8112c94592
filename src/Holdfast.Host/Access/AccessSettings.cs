using System.Net;
using Holdfast.Host.Configuration;

namespace Holdfast.Host.Access;

/// <summary>Who may call the HTTP API.</summary>
internal sealed record AccessSettings
{
    /// <summary>Nobody is asked who they are.</summary>
    public required bool AllowAnonymous { get; init; }

    /// <summary>
    /// That follows from listening on this machine only; nobody said so. Then callers have to name this machine, too.
    /// </summary>
    public required bool IsLocalOnly { get; init; }

    /// <summary>Who signs tokens; null: there are keys only.</summary>
    public required Uri? JwtAuthority { get; init; }

    /// <summary>Whom tokens are for; not null with an authority.</summary>
    public required string? JwtAudience { get; init; }

    /// <summary>The claim with the roles.</summary>
    public required string JwtRoles { get; init; }

    /// <summary>Mistakes are noted in the reader.</summary>
    public static AccessSettings Read(SettingReader reader, IPAddress? bind)
    {
        var isSaid = reader.OptionalText(Settings.AllowAnonymous) is not null;
        var isLoopback = bind is not null && IPAddress.IsLoopback(bind);
        var authority = reader.OptionalAddress(Settings.JwtAuthority);
        var audience = reader.OptionalText(Settings.JwtAudience);
        if (authority is not null && audience is null)
            reader.Wrong<string>(Settings.JwtAudience, $"given, as {Settings.JwtAuthority.Flag} is");
        // Keys to trust must not come over a wire that somebody can write to; on one machine there is none.
        if (authority is { IsLoopback: false } && authority.Scheme != Uri.UriSchemeHttps)
            reader.Wrong<Uri>(Settings.JwtAuthority, "an address that begins with https, or on this machine");
        return new()
        {
            AllowAnonymous = isSaid ? reader.Switch(Settings.AllowAnonymous) : isLoopback,
            IsLocalOnly = !isSaid && isLoopback,
            JwtAuthority = authority,
            JwtAudience = audience,
            JwtRoles = reader.Text(Settings.JwtRoles),
        };
    }
}
