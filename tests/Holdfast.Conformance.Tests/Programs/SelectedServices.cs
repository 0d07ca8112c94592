namespace Holdfast.Conformance.Tests.Programs;

/// <summary>What the program makes of its environment.</summary>
public sealed class SelectedServices
{
    [Fact]
    public async Task An_unknown_service_is_refused_with_the_names_of_those_that_there_are()
    {
        var (exitCode, output) = await ConformanceProgram.RunToEndAsync(
            new Dictionary<string, string> { ["SERVICES"] = "Counter,Conuter" });

        Assert.Equal(1, exitCode);
        Assert.Contains("'Conuter'", output, StringComparison.Ordinal);
        Assert.Contains("AwakeableHolder, BlockAndWaitWorkflow", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Counter,Proxy", new[] { "Counter", "Proxy" })]
    [InlineData("*", null)]
    [InlineData("", null)]
    public async Task Only_the_services_that_were_asked_for_are_offered(string services, string[]? expected)
    {
        await using var target = await EmbeddedTarget.StartAsync(
            Mode.Embedded, new Dictionary<string, string> { ["SERVICES"] = services });

        var offered = (await target.Ingress.GetAsync("restate/health")).GetProperty("services");

        Assert.Equal(
            expected ?? All, offered.EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal));
    }

    private static string[] All =>
    [
        "AwakeableHolder", "BlockAndWaitWorkflow", "CancelTestBlockingService", "CancelTestRunner", "Counter",
        "Failing", "KillTestRunner", "KillTestSingleton", "ListObject", "MapObject", "NonDeterministic",
        "ObjectInterpreter", "ObjectInterpreterL0", "ObjectInterpreterL1", "ObjectInterpreterL2", "Proxy",
        "ServiceInterpreterHelper", "TestUtilsService", "VirtualObjectCommandInterpreter",
    ];
}
