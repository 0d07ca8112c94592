using System.Security.Cryptography;
using Holdfast.Testing.Restate;

namespace Holdfast.Conformance.Tests.Programs;

/// <summary>A program that knows its server refuses everybody else.</summary>
public sealed class Identity
{
    // The pair of Restate's own suite.
    private const string PrivateKey =
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIHsQRVQ+AZX9/Yy1b0Zw+OA+bb7xDxGsAd5kB45jZhoc
        -----END PRIVATE KEY-----
        """;

    private const string PublicKey = "publickeyv1_ChjENKeMvCtRnqG2mrBK1HmPKufgFUc98K8B3ononQvp";

    [Fact]
    public async Task The_server_of_the_key_is_served()
    {
        using var key = new KeyFile(PrivateKey);
        await using var server = await RestateServer.StartAsync(key.Settings);
        await using var program = await StartProgramAsync(PublicKey);
        await server.RegisterAsync(program.Address);
        var ingress = new Ingress(server.Http);

        await ingress.CallAsync("Counter/key/add", 1);

        Assert.Equal(1, await ingress.CallAsync<long>("Counter/key/get"));
    }

    [Fact]
    public async Task A_server_with_another_key_is_refused()
    {
        using var key = new KeyFile(RandomPrivateKey());
        await using var server = await RestateServer.StartAsync(key.Settings);
        await using var program = await StartProgramAsync(PublicKey);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => server.RegisterAsync(program.Address));

        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_several_keys_is_enough()
    {
        using var key = new KeyFile(PrivateKey);
        await using var server = await RestateServer.StartAsync(key.Settings);
        await using var program = await StartProgramAsync(
            "publickeyv1_2G8dCQhArfvGpzPw5Vx2ALciR4xCLHfS5YaT93XjNxX9," + PublicKey);

        await server.RegisterAsync(program.Address);
    }

    private static Task<ConformanceProgram> StartProgramAsync(string keys) => ConformanceProgram.StartAsync(
        [], new Dictionary<string, string> { ["E2E_REQUEST_SIGNING"] = keys, ["SERVICES"] = "Counter" });

    /// <summary>PKCS#8 of an ed25519 key: a fixed head, then the 32 bytes of the key.</summary>
    private static string RandomPrivateKey()
    {
        var head = Convert.FromHexString("302e020100300506032b657004220420");
        return PemEncoding.WriteString("PRIVATE KEY", [.. head, .. RandomNumberGenerator.GetBytes(32)]);
    }

    private sealed class KeyFile : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();

        public KeyFile(string pem) => File.WriteAllText(_path, pem);

        public Dictionary<string, string> Settings =>
            new() { ["RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE"] = _path };

        public void Dispose() => File.Delete(_path);
    }
}
