using Holdfast.Images;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class ImageStepsTests
{
    [Fact]
    public async Task The_steps_are_offered_under_their_names_and_get_what_they_need()
    {
        var services = new ServiceCollection().AddLogging();
        HoldfastBuilder? holdfast = null;
        services.AddHoldfast(h => holdfast = h.AddWorkflows(w => w.AddImageSteps()));

        await using var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.Superset(
            new HashSet<string> { "puppeteer-service", "rotate-img-service", "blur-img-service" },
            holdfast!.Definitions.Keys.ToHashSet());
        // A browser is started by the first screenshot, not by being there.
        Assert.Null(provider.GetRequiredService<ChromiumSupply>().Current);
    }
}
