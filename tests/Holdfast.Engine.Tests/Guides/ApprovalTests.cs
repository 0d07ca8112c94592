namespace Holdfast.Engine.Tests.Guides;

// The code of docs/guides/testing.md: TestingGuide holds the two together.

public sealed class ApprovalTests
{
    [Fact]
    public async Task An_answer_decides()
    {
        await using var program = await TestProgram.StartAsync(h => h.Add<Approval>());
        var asked = program.Client.Approval("q1").RunAsync("Dive?");
        await program.Client.Approval("q1").DecideAsync(true);
        Assert.Equal("Dive? yes", await asked);
    }

    [Fact]
    public async Task After_three_days_nobody_has_to_answer_any_more()
    {
        await using var program = await TestProgram.StartAsync(h => h.Add<Approval>());
        await program.Client.Approval("q1").Send.RunAsync("Dive?");
        await program.RestartAsync();
        var asked = program.Client.Approval("q1").AttachAsync();
        Assert.Equal("Dive? nobody answered", await program.AfterAsync(asked, TimeSpan.FromHours(6)));
    }
}
