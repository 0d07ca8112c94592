namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Errors(SharedTargets targets)
{
    private static readonly Dictionary<string, string> _metadata = new() { ["key1"] = "value1", ["key2"] = "value2" };

    [Theory]
    [InEveryMode(With = ["terminallyFailingCall", "callTerminallyFailingCall", "terminallyFailingSideEffect"])]
    public async Task A_terminal_failure_reaches_the_caller_with_its_metadata(Mode mode, string handler)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var failure = await ingress.FailAsync(
            $"Failing/{Guid.NewGuid()}/{handler}", new { errorMessage = "my error", metadata = _metadata });

        Assert.Equal((500, 500, "my error"), (failure.Status, failure.Code, failure.Text));
        Assert.Equal(_metadata, failure.Metadata);
    }

    [Theory]
    [InEveryMode(With = ["terminallyFailingCall", "callTerminallyFailingCall", "terminallyFailingSideEffect"])]
    public async Task A_terminal_failure_needs_no_metadata(Mode mode, string handler)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var path = $"Failing/{Guid.NewGuid()}/{handler}";

        // More than once: one failure must not harm the next.
        for (var i = 0; i < 3; i++)
        {
            var failure = await ingress.FailAsync(path, new { errorMessage = "my error" });
            Assert.Equal("my error", failure.Text);
            Assert.Empty(failure.Metadata);
        }
    }

    [Theory, InEveryMode]
    public async Task An_invocation_that_fails_is_retried_until_it_succeeds(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        Assert.Equal(4, await ingress.CallAsync<int>($"Failing/{Guid.NewGuid()}/failingCallWithEventualSuccess"));
    }

    [Theory, InEveryMode]
    public async Task A_request_that_cannot_be_read_is_refused_once_and_for_all(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var noNumber = await ingress.FailAsync($"Counter/{Guid.NewGuid()}/add", "no number");
        var noCommand = await ingress.FailAsync(
            $"VirtualObjectCommandInterpreter/{Guid.NewGuid()}/interpretCommands",
            new { commands = new[] { new { type = "no command" } } });

        Assert.Equal((400, 400), (noNumber.Code, noCommand.Code));
    }
}
