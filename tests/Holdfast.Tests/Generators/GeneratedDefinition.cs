namespace Holdfast.Tests.Generators;

/// <summary>The definitions that the compiler generated for the services of <c>CallSite.cs</c>.</summary>
public sealed class GeneratedDefinition
{
    [Fact]
    public void Kinds_and_names_are_those_of_the_class()
    {
        Assert.Equal(
            [
                "Checkout VirtualObject: get Shared, pay Exclusive",
                "Loans.Loan Workflow: approve Shared, start Run",
                "Mailer Service: receipt Plain",
            ],
            new[] { Checkout.Definition, Loan.Definition, Mailer.Definition }.Select(Describe));
    }

    [Fact]
    public void Requests_and_results_that_are_missing_are_units()
    {
        Assert.Equal(typeof(Order), Checkout.Definition.Handlers["pay"].Input.Type);
        Assert.Equal(typeof(Receipt), Checkout.Definition.Handlers["pay"].Output.Type);
        Assert.True(Loan.Definition.Handlers["approve"].Input.IsNothing);
        Assert.True(Loan.Definition.Handlers["approve"].Output.IsNothing);
    }

    [Fact]
    public void What_a_handler_accepts_is_what_its_attribute_says()
    {
        Assert.Equal("*/*", Loan.Definition.Handlers["approve"].Options?.Accept);
        Assert.Null(Loan.Definition.Handlers["start"].Options);
    }

    [Fact]
    public async Task A_dependency_that_is_not_registered_is_named()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Checkout.Definition.Handlers["get"].Invoke(new NoServices(), new(), null!, default));

        Assert.Equal(
            "The constructor of service 'Checkout' needs a Holdfast.Tests.Generators.IPaymentGateway, "
            + "and none is registered. Register it with the program's services: "
            + "services.AddSingleton<Holdfast.Tests.Generators.IPaymentGateway>(…).",
            error.Message);
    }

    private static string Describe(ServiceDefinition service)
    {
        var handlers = service.Handlers.Values.Select(handler => $"{handler.Name} {handler.Kind}").Order();
        return $"{service.Name} {service.Kind}: {string.Join(", ", handlers)}";
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
