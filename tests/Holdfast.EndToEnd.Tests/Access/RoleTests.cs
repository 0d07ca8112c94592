using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Host.Access;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>Who may do what, with keys.</summary>
public sealed class RoleTests
{
    private static readonly (string Method, string Path, Role? Needed)[] _requests =
    [
        ("GET", "/health/live", null),
        ("GET", "/health/ready", null),
        ("GET", "/demo/page", null),
        ("GET", "/health", Role.Read),
        ("GET", "/services", Role.Read),
        ("GET", "/invocations", Role.Read),
        ("GET", "/workflows", Role.Read),
        ("GET", "/workflows/steps", Role.Read),
        ("GET", "/workflows/nobody", Role.Read),
        ("GET", "/WORKFLOWS/nobody/image", Role.Read),
        ("GET", "/generated-images/none.png", Role.Read),
        ("GET", "/restate/health", Role.Read),
        ("GET", "/restate/output/inv_1", Role.Read),
        ("POST", "/restate/attach", Role.Read),
        ("POST", "/workflow-status/get", Role.Submit),
        ("GET", "/workflow-status/get", Role.Submit),
        ("POST", "/workflow-executor/execute", Role.Submit),
        ("POST", "/workflow-executor/execute/send", Role.Submit),
        ("POST", "/restate/call/workflow-status/get", Role.Submit),
        ("POST", "/restate/scope/a/call/workflow-status/get", Role.Submit),
        ("POST", "/restate/awakeables/sign_1/resolve", Role.Submit),
        ("POST", "/restate/a/sign_1/reject", Role.Submit),
        ("POST", "//workflow-status/get", Role.Submit),
        ("PUT", "/artifacts/none", Role.Submit),
        ("GET", "/nothing/here", Role.Submit),
        ("DELETE", "/invocations/inv_1", Role.Submit),
        ("POST", "/workflows/nobody/cancel", Role.Operate),
        ("POST", "/Workflows/nobody/CANCEL", Role.Operate),
        ("PATCH", "/invocations/inv_1/cancel", Role.Operate),
        ("PATCH", "/invocations/inv_1/kill", Role.Operate),
        ("PATCH", "/invocations/inv_1/pause", Role.Operate),
        ("PATCH", "/invocations/inv_1/resume", Role.Operate),
        ("PATCH", "/invocations/inv_1/purge", Role.Operate),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_request_needs_its_role(bool isRestate)
    {
        await using var server = isRestate
            ? await GuardedServer.StartBeforeRestateAsync()
            : await GuardedServer.StartAsync();
        var keys = new Dictionary<Role, string>();
        foreach (var role in Enum.GetValues<Role>())
            keys[role] = await server.CreateKeyAsync($"{role}", role);

        foreach (var (method, path, needed) in _requests)
        {
            using var nobody = await server.SendAsync(method, path);
            Assert.True(needed is null != (nobody.StatusCode == (System.Net.HttpStatusCode)401), $"{method} {path}");
            foreach (var (role, key) in keys)
            {
                using var answer = await server.SendAsync(method, path, key);
                var isRefused = (int)answer.StatusCode is 401 or 403;
                Assert.True(isRefused == role < needed, $"{method} {path} as {role}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Refusals_say_what_to_do_in_the_shape_of_the_api()
    {
        await using var server = await GuardedServer.StartAsync();
        var reader = await server.CreateKeyAsync("reader", Role.Read);

        using var nobody = await server.SendAsync("GET", "/invocations");
        using var stranger = await server.SendAsync("GET", "/invocations", "hf_unknown");
        using var forbidden = await server.SendAsync("PATCH", "/invocations/inv_1/kill", reader);

        Assert.Equal("Bearer", nobody.Headers.WwwAuthenticate.ToString());
        await AssertErrorAsync(nobody, 401, "Authorization: Bearer KEY");
        await AssertErrorAsync(stranger, 401, "holdfast keys create");
        await AssertErrorAsync(forbidden, 403, "'reader' may not do this: it needs the role 'operate'");
    }

    [Fact]
    public async Task A_running_server_takes_note_of_new_and_revoked_keys()
    {
        await using var server = await GuardedServer.StartAsync();
        var key = await server.CreateKeyAsync("late", Role.Read);

        using var before = await server.SendAsync("GET", "/invocations", key);
        Assert.True(await server.Keys.RemoveAsync("late"));
        using var after = await server.SendAsync("GET", "/invocations", key);

        Assert.Equal((200, 401), ((int)before.StatusCode, (int)after.StatusCode));
    }

    [Fact]
    public async Task Keys_are_kept_as_hashes_and_reach_no_handler_and_no_journal()
    {
        await using var server = await GuardedServer.StartAsync();
        var key = await server.CreateKeyAsync("caller", Role.Submit);

        using var answer = await server.SendAsync("POST", "/workflow-status/get", key, """{"key":"a"}""");

        Assert.True(answer.IsSuccessStatusCode);
        foreach (var file in Directory.GetFiles(server.Data).Where(file => Path.GetExtension(file) != ".lock"))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(content, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(
                key, await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(Path.Combine(server.Data, "keys.json"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        }
    }

    private static async Task AssertErrorAsync(HttpResponseMessage response, int status, string message)
    {
        var body = await response.BodyAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status, (int?)body["code"]);
        Assert.Equal("ingress", (string?)body["source"]);
        Assert.Contains(message, (string?)body["message"], StringComparison.Ordinal);
    }
}
