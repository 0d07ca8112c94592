using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Host;
using Holdfast.Host.Access;
using Holdfast.Host.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.EndToEnd.Tests.Access;

public sealed class KeyFileTests
{
    private const string Hash = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";

    [Fact]
    public async Task Of_keys_that_are_made_and_revoked_at_once_none_is_lost()
    {
        using var data = new TemporaryDirectory();
        var names = Enumerable.Range(0, 20).Select(number => $"n{number}").ToList();
        await Task.WhenAll(names[..5].Select(name => AddAsync(data, name)));

        // Each by a file of its own, as processes have it.
        var revoked = Task.WhenAll(names[..5].Select(name => Task.Run(() => new KeyFile(data.Path).RemoveAsync(name))));
        var added = await Task.WhenAll(names[5..].Select(name => Task.Run(() => AddAsync(data, name))));

        Assert.All([.. await revoked, .. added], Assert.True);
        Assert.Equal(names[5..].Order(), new KeyFile(data.Path).All().Select(key => key.Name).Order());
    }

    [Fact]
    public async Task A_name_is_given_once_whoever_asks_at_the_same_time()
    {
        using var data = new TemporaryDirectory();

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AddAsync(data, "ada"))));

        Assert.Single(added, isNew => isNew);
        Assert.Single(new KeyFile(data.Path).All());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData($$"""[{"name":"ada","role":"read"}]""")]
    [InlineData($$"""[{"name":"ada","role":"read","hash":"0011"}]""")]
    [InlineData($$"""[{"name":"ada","role":"everything","hash":"{{Hash}}"}]""")]
    [InlineData($$"""[{"name":"ada","role":99,"hash":"{{Hash}}"}]""")]
    [InlineData($$"""[{"role":"read","hash":"{{Hash}}"}]""")]
    public async Task Keys_that_cannot_be_read_refuse_the_start_also_beside_tokens(string content)
    {
        using var data = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(data.Path, "keys.json"), content, TestContext.Current.CancellationToken);
        var settings = new Dictionary<string, string?>
        {
            ["Holdfast:Data"] = data.Path,
            ["Holdfast:Bind"] = "0.0.0.0",
            ["Holdfast:JwtAuthority"] = "https://login.example",
            ["Holdfast:JwtAudience"] = "holdfast",
        };
        var options = ServerOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        var refusal = Assert.Throws<ProgramException>(() => new ServiceCollection().AddAccess(options));

        Assert.Equal(ExitCode.DataUnusable, refusal.ExitCode);
        Assert.Contains("keys.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Repair the file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_become_unreadable_let_nobody_in()
    {
        await using var server = await GuardedServer.StartAsync();
        var key = await server.CreateKeyAsync("ada", Role.Operate);
        await File.WriteAllTextAsync(
            Path.Combine(server.Data, "keys.json"),
            $$"""[{"name":"ada","role":"operate","hash":"{{Hash[..10]}}"}]""",
            TestContext.Current.CancellationToken);

        using var answer = await server.SendAsync("GET", "/invocations", key);

        Assert.Equal(401, (int)answer.StatusCode);
    }

    private static Task<bool> AddAsync(TemporaryDirectory data, string name) =>
        new KeyFile(data.Path).AddAsync(ApiKey.Create(name, Role.Read, TimeProvider.System.GetUtcNow()).Kept);
}
