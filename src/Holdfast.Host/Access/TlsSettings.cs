using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Host.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Access;

/// <summary>The certificate of the HTTP API.</summary>
/// <param name="Certificate">A file: PFX, or PEM with the whole chain.</param>
/// <param name="Key">The file of a PEM certificate's key; null: it is in the same file.</param>
/// <param name="Password">Of the key; null: none.</param>
internal sealed record TlsSettings(string Certificate, string? Key, string? Password)
{
    /// <summary>Null when there is none. Mistakes are noted in the reader.</summary>
    public static TlsSettings? Read(SettingReader reader) =>
        reader.OptionalText(Settings.TlsCertificate) is { } certificate
            ? new(certificate, reader.OptionalText(Settings.TlsKey), reader.OptionalText(Settings.TlsPassword))
            : null;

    // As text it is in logs and in messages: without what is secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Certificate)} = {Certificate}");
        return true;
    }

    /// <summary>All certificates of the file, so that clients find the way to an authority that they know.</summary>
    public X509Certificate2Collection LoadChain()
    {
        var chain = new X509Certificate2Collection();
        if (X509Certificate2.GetCertContentType(Certificate) != X509ContentType.Pfx)
            chain.ImportFromPemFile(Certificate);
        return chain;
    }

    /// <exception cref="ProgramException">The certificate cannot be read.</exception>
    public X509Certificate2 Load()
    {
        try
        {
            if (X509Certificate2.GetCertContentType(Certificate) == X509ContentType.Pfx)
                return X509CertificateLoader.LoadPkcs12FromFile(Certificate, Password);
            return Password is null
                ? X509Certificate2.CreateFromPemFile(Certificate, Key)
                : X509Certificate2.CreateFromEncryptedPemFile(Certificate, Password, Key);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ProgramException(
                ExitCode.Usage,
                $"{Settings.TlsCertificate.Flag} ({Settings.TlsCertificate.Variable}) cannot be used: {Certificate}: "
                + $"{error.Message} It must be a PFX file, or PEM with its key in it or in {Settings.TlsKey.Flag}.",
                error);
        }
    }
}

/// <summary>Listens for callers of the HTTP API.</summary>
internal static class ApiListening
{
    public static void ListenApi(this KestrelServerOptions kestrel, ServerOptions options)
    {
        var certificate = options.Tls?.Load();
        kestrel.Listen(new IPEndPoint(options.Bind, options.Port), listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate, https => https.ServerCertificateChain = options.Tls!.LoadChain());
        });
    }
}
