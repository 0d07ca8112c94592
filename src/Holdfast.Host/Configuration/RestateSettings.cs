using System.Text;

namespace Holdfast.Host.Configuration;

/// <summary>Where Restate Server is, and how this process serves it.</summary>
internal sealed record RestateSettings
{
    private const string KeyPrefix = "publickeyv1_";

    public required Uri Ingress { get; init; }

    public required Uri Admin { get; init; }

    /// <summary>Bearer token for both; null: none.</summary>
    public required string? Token { get; init; }

    /// <summary>Where Restate Server calls <c>serve</c>, which has another port for its HTTP API.</summary>
    public required int Port { get; init; }

    /// <summary>Where Restate Server reaches this process; null: on the same machine.</summary>
    public required Uri? Advertise { get; init; }

    public required bool Register { get; init; }

    /// <summary>Of the servers that may call; empty: all may.</summary>
    public required IReadOnlyList<string> IdentityKeys { get; init; }

    public required bool UseHttp11 { get; init; }

    /// <summary>The address of a port of this process, as Restate Server is told.</summary>
    public Uri EndpointAt(int port) => Advertise ?? new Uri($"http://localhost:{port}");

    /// <summary>Mistakes are noted in the reader.</summary>
    public static RestateSettings Read(SettingReader reader)
    {
        var keys = reader.List(Settings.IdentityKey);
        if (!keys.All(key => key.StartsWith(KeyPrefix, StringComparison.Ordinal)))
            reader.Wrong<string>(Settings.IdentityKey, $"{KeyPrefix}… as Restate Server's log shows it");
        return new()
        {
            Ingress = reader.Address(Settings.RestateIngress),
            Admin = reader.Address(Settings.RestateAdmin),
            Token = reader.OptionalText(Settings.RestateToken),
            // No free one is picked: requests are told apart by the port they came to.
            Port = reader.Number(Settings.RestatePort, 1, 65_535),
            Advertise = reader.OptionalAddress(Settings.Advertise),
            Register = reader.Switch(Settings.Register),
            IdentityKeys = keys,
            UseHttp11 = reader.Switch(Settings.Http11),
        };
    }

    // As text it is in logs and in messages: without what is secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Ingress)} = {Ingress}, {nameof(Admin)} = {Admin}");
        return true;
    }
}
