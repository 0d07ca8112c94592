using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Host.Access;
using Microsoft.AspNetCore.Http;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>What holds for every caller: where from, how often, how.</summary>
public sealed class CallerTests
{
    [Fact]
    public async Task A_web_page_that_lets_its_name_point_here_gets_nothing()
    {
        await using var server = await GuardedServer.StartAsync(("AllowAnonymous", ""));

        using var forged = await server.SendAsync("GET", "/invocations", host: "evil.example");
        using var local = await server.SendAsync("GET", "/invocations", host: "localhost:1234");
        using var address = await server.SendAsync("GET", "/invocations", host: "127.0.0.1");

        Assert.Equal((403, 200, 200), ((int)forged.StatusCode, (int)local.StatusCode, (int)address.StatusCode));
        Assert.Contains("--allow-anonymous", (string?)(await forged.BodyAsync())["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_over_its_rate_waits_and_the_others_do_not()
    {
        await using var server = await GuardedServer.StartAsync(("RateLimit", "5"));
        var hasty = await server.CreateKeyAsync("hasty", Role.Read);
        var calm = await server.CreateKeyAsync("calm", Role.Read);

        var answers = new List<HttpResponseMessage>();
        for (var number = 0; number < 40; number++)
            answers.Add(await server.SendAsync("GET", "/services", hasty));
        using var other = await server.SendAsync("GET", "/services", calm);
        using var live = await server.SendAsync("GET", "/health/live", hasty);

        var refused = answers.First(answer => (int)answer.StatusCode == 429);
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(429, (int?)(await refused.BodyAsync())["code"]);
        Assert.Equal((200, 200), ((int)other.StatusCode, (int)live.StatusCode));
    }

    [Theory]
    [InlineData("/Counter/a/add", "Counter", "a")]
    [InlineData("/Counter/a/add/send", "Counter", "a")]
    [InlineData("/restate/call/Counter/a/add", "Counter", "a")]
    [InlineData("/Greeter/greet", "Greeter", null)]
    [InlineData("/Greeter/greet/send", "Greeter", null)]
    [InlineData("/restate/send/Greeter/greet", "Greeter", null)]
    [InlineData("/restate/attach/inv_1", null, null)]
    [InlineData("/", null, null)]
    public void A_path_names_a_service_and_a_key(string path, string? service, string? key) =>
        Assert.Equal((service, key), RequestLimits.TargetOf(new PathString(path)));

    [Fact]
    public async Task No_more_requests_are_under_way_for_a_service_than_its_limit()
    {
        await using var page = await LocalPage.StartAsync();
        page.Close();
        await using var server = await GuardedServer.StartAsync(
            ("MaxPerService", "1"), ("AllowAnonymous", "true"), ("ScreenshotAllow", "127.0.0.1"));
        var definition = WorkflowClient.Request("screenshot-rotate-blur", page.Address);

        var first = server.SendAsync("POST", "/workflow-executor/execute", json: definition);
        await page.VisitedAsync();
        using var second = await server.SendAsync("POST", "/workflow-executor/execute", json: definition);
        using var other = await server.SendAsync("POST", "/workflow-status/get", json: """{"key":"a"}""");
        page.Open();
        using var done = await first;

        Assert.Equal((429, 200, 200), ((int)second.StatusCode, (int)other.StatusCode, (int)done.StatusCode));
    }

    [Fact]
    public async Task Answers_tell_browsers_to_keep_them_to_themselves()
    {
        await using var server = await GuardedServer.StartAsync();

        using var answer = await server.SendAsync("GET", "/invocations");

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pfx")]
    public async Task With_a_certificate_it_speaks_https(string form)
    {
        using var files = new TemporaryDirectory();
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(files.Path, "certificate." + form);
        var keyFile = Path.Combine(files.Path, "key.pem");
        var content = form == "pfx"
            ? certificate.Export(X509ContentType.Pfx, "secret")
            : System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem());
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        await using var server = await GuardedServer.StartAsync(
            form == "pfx"
                ? [("TlsCertificate", file), ("TlsPassword", "secret")]
                : [("TlsCertificate", file), ("TlsKey", keyFile)]);
        using var trusting = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    shown?.GetCertHashString() == certificate.GetCertHashString(),
            },
        });

        Assert.Equal("https", server.Http.BaseAddress!.Scheme);
        using var answer = await trusting.GetAsync(
            new Uri(server.Http.BaseAddress, "/health/live"), TestContext.Current.CancellationToken);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }
}
