namespace Holdfast.Tests.Restate.Discovery;

public sealed class Names
{
    [Theory]
    [InlineData("Checkout")]
    [InlineData("_1")]
    [InlineData("rotate-img-service")]
    [InlineData("my.restate")]
    [InlineData("openapi2")]
    [InlineData("Resta")]
    public void Services_may_be_called(string name) => Assert.Equal(name, ServiceDefinition.Service(name).Name);

    [Theory]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("1st")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("Checkout\n")]
    [InlineData("restate")]
    [InlineData("RestateThings")]
    [InlineData("openapi")]
    [InlineData("OpenAPI")]
    public void Services_may_not_be_called(string name) =>
        Assert.Throws<ArgumentException>(() => ServiceDefinition.VirtualObject(name));

    [Theory]
    [InlineData("pay\n")]
    [InlineData("pay-later")]
    [InlineData("_")]
    [InlineData("")]
    public void Handlers_may_not_be_called(string name) => Assert.Throws<ArgumentException>(() =>
        ServiceDefinition.Service("Checkout").Handler<Unit, Unit>(name, (_, _, _) => Task.FromResult(Unit.Value)));

    [Fact]
    public void Options_that_do_not_fit_the_kind_are_refused_where_they_are_set()
    {
        var retention = new HandlerOptions { WorkflowRetention = TimeSpan.FromHours(1) };
        Assert.Throws<ArgumentException>(() => ServiceDefinition.Service("Desk").With(retention));
        Assert.Throws<ArgumentException>(() => ServiceDefinition.VirtualObject("Loan").Handler<Unit, Unit>(
            "lend", (_, _, _) => Task.FromResult(Unit.Value), retention));
        Assert.Throws<ArgumentException>(() => ServiceDefinition.Workflow("Loan").Shared<Unit, Unit>(
            "due", (_, _, _) => Task.FromResult(Unit.Value), retention));
        Assert.Throws<ArgumentException>(() => ServiceDefinition.Workflow("Loan").Handler<Unit, Unit>(
            "run", (_, _, _) => Task.FromResult(Unit.Value), new() { IdempotencyRetention = TimeSpan.FromHours(1) }));
    }
}
