namespace Holdfast.Engine.Tests.Guides;

/// <summary>docs/guides/testing.md: its code is that of TestProgram and ApprovalTests, and it promises this.</summary>
public sealed class TestingGuide
{
    [Fact]
    public void Every_piece_of_code_in_the_guide_is_code_that_is_compiled_and_run_here() =>
        GuideCode.AssertCompiled("testing.md", ["TestProgram.cs", "ApprovalTests.cs"], atLeast: 2);

    [Fact]
    public async Task A_handler_that_is_not_the_same_on_replay_fails_its_test_with_both_commands_named()
    {
        var attempts = 0;
        var fickle = ServiceDefinition.Service("Fickle").Handler<Unit, Unit>("go", async (_, ctx, _) =>
        {
            await ctx.RunAsync($"attempt {++attempts}", _ => Task.CompletedTask);
            await ctx.SleepAsync(TimeSpan.FromHours(1));
            return default;
        });
        await using var program = await TestProgram.StartAsync(h => h.Add(fickle));
        var going = program.Client.CallAsync<Unit, Unit>(new("Fickle", "go"), default);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => program.AfterAsync(going, TimeSpan.FromMinutes(30)).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(
            "recorded 'run \"attempt 1\"', code now issues 'run \"attempt 2\"'",
            error.Message,
            StringComparison.Ordinal);
    }
}
