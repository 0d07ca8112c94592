namespace Holdfast.Host.Configuration;

/// <summary>
/// All settings of the server. <c>--help</c> is made from this table, and a test holds the guide to it.
/// </summary>
internal static class Settings
{
    public static readonly Setting Engine = new(
        "Engine", "embedded|restate", "embedded", "Who runs the handlers: this program, or Restate Server.");

    public static readonly Setting Port = new(
        "Port", "number", "8080", "Port to listen on; 0 picks a free one. With --engine restate 8090, beside Restate.");

    public static readonly Setting Bind = new(
        "Bind", "address", "127.0.0.1", "Address to listen on. If others can reach it, callers need keys.");

    public static readonly Setting Data = new(
        "Data", "directory", "data", "Directory of the database and the images; made if it is not there.");

    public static readonly Setting Chromium = new(
        "Chromium", "file", "", "The browser for screenshots; without it, the usual places are looked at.");

    public static readonly Setting ScreenshotAllow = new(
        "ScreenshotAllow", "rules", "", "What screenshots may open that is not public: host, host:port, 10.0.0.0/8,…");

    public static readonly Setting LogFormat = new(
        "LogFormat", "simple|json", "simple", "Log lines for people, or one JSON object per line.");

    public static readonly Setting LogLevel = new(
        "LogLevel", "level", "information", "Least level that is logged: trace, debug, information, warning, error.");

    public static readonly Setting MaxRunning = new(
        "MaxRunning", "number", "1000", "Handlers that run at the same time; more wait for their turn.");

    public static readonly Setting MaxUnfinished = new(
        "MaxUnfinished", "number", "20000", "Unfinished invocations in memory; with more, new ones are refused.");

    public static readonly Setting InactivityTimeout = new(
        "InactivityTimeout", "time", "1m", "A handler that waits longer than this is suspended and holds no memory.");

    public static readonly Setting Retention = new(
        "Retention", "time", "7d", "How long the results of workflows are kept.");

    public static readonly Setting DrainTimeout = new(
        "DrainTimeout", "time", "10s", "On a stop, side effects under way have this long to finish.");

    public static readonly Setting ArtifactBucket = new(
        "ArtifactBucket", "name", "", "S3 bucket for the images, when several machines need them; without it, Data.");

    public static readonly Setting ArtifactUrl = new(
        "ArtifactUrl", "address", "", "The server that has the bucket; without it, AWS.");

    public static readonly Setting ArtifactPrefix = new(
        "ArtifactPrefix", "text", "", "In front of the images' names in the bucket, such as holdfast/.");

    public static readonly Setting AllowAnonymous = new(
        "AllowAnonymous", "", "", "Ask nobody who calls. Without it, that is so where only this machine can call.");

    public static readonly Setting JwtAuthority = new(
        "JwtAuthority", "address", "", "Accept tokens that are signed by this OpenID Connect provider, besides keys.");

    public static readonly Setting JwtAudience = new(
        "JwtAudience", "name", "", "Whom such tokens are made for.");

    public static readonly Setting JwtRoles = new(
        "JwtRoles", "claim", "roles", "The claim of such tokens that says read, submit or operate.");

    public static readonly Setting TlsCertificate = new(
        "TlsCertificate", "file", "", "Speak HTTPS, with this certificate: PFX, or PEM with the whole chain.");

    public static readonly Setting TlsKey = new(
        "TlsKey", "file", "", "The key of a PEM certificate, if it is a file of its own.");

    public static readonly Setting TlsPassword = new(
        "TlsPassword", "text", "", "Password of the key. A variable is seen by fewer than a flag.");

    public static readonly Setting RateLimit = new(
        "RateLimit", "number", "0", "Requests per second of one client; 0: no limit. 500 where others can reach it.");

    public static readonly Setting MaxPerService = new(
        "MaxPerService", "number", "0", "Requests under way for one service; 0: no limit.");

    public static readonly Setting MaxPerKey = new(
        "MaxPerKey", "number", "0", "Requests under way for one key of an object or workflow; 0: no limit.");

    public static readonly Setting RestateIngress = new(
        "RestateIngress", "address", "http://localhost:8080", "Restate Server's ingress.");

    public static readonly Setting RestateAdmin = new(
        "RestateAdmin", "address", "http://localhost:9070", "Restate Server's admin API.");

    public static readonly Setting RestateToken = new(
        "RestateToken", "token", "", "Bearer token for both. A variable is seen by fewer than a flag.");

    public static readonly Setting RestatePort = new(
        "RestatePort", "number", "9080", "Port for Restate Server's calls, beside the one for the HTTP API.");

    public static readonly Setting Advertise = new(
        "Advertise", "address", "", "Where Restate Server reaches this process; without it, localhost and the port.");

    public static readonly Setting Register = new(
        "Register", "", "true", "Register this process at Restate Server, again after each start.");

    public static readonly Setting IdentityKey = new(
        "IdentityKey", "keys", "", "Public keys of the servers that may call (publickeyv1_…,…); without it, all may.");

    public static readonly Setting Http11 = new(
        "Http11", "", "false", "Talk HTTP/1.1 with Restate Server, for a proxy without HTTP/2.");

    public static readonly IReadOnlyList<Setting> All =
    [
        Engine, Port, Bind, Data, Chromium, ScreenshotAllow, LogFormat, LogLevel, MaxRunning, MaxUnfinished,
        InactivityTimeout, Retention, DrainTimeout,
        ArtifactBucket, ArtifactUrl, ArtifactPrefix,
        AllowAnonymous, JwtAuthority, JwtAudience, JwtRoles, TlsCertificate, TlsKey, TlsPassword,
        RateLimit, MaxPerService, MaxPerKey,
        RestateIngress, RestateAdmin, RestateToken, RestatePort, Advertise, Register, IdentityKey, Http11,
    ];
}
