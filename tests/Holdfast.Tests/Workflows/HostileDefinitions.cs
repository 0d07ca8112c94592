using System.Text;
using Holdfast.Testing.Hostile;
using Holdfast.Workflows.Validation;

namespace Holdfast.Tests.Workflows;

/// <summary>Definitions that were made to break validation are accepted, or refused with 400 and a reason.</summary>
public sealed class HostileDefinitions
{
    private const string Prefix = "Invalid workflow definition: ";
    private const int DefaultCases = 20_000;
    private const int LongestMessage = 20_000;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    private static readonly DefinitionValidator _validator = new(SampleSteps.Catalogue, new());

    [Fact]
    public void Are_accepted_or_refused_with_a_reason()
    {
        var accepted = 0;
        foreach (var seed in Cases.Seeds(DefaultCases))
        {
            var definition = new DefinitionMutator(seed).Next();
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                _validator.Validate(definition);
                accepted++;
            }
            catch (TerminalException refusal)
            {
                Assert.True(refusal.Code == 400 && refusal.Message.Length > Prefix.Length, Said(seed, refusal.Message));
                Assert.True(refusal.Message.StartsWith(Prefix, StringComparison.Ordinal), Said(seed, refusal.Message));
                Assert.True(refusal.Message.Length < LongestMessage, Said(seed, refusal.Message));
            }
            catch (Exception error)
            {
                Assert.Fail($"{Said(seed, $"{error}")}\n{Encoding.UTF8.GetString(definition)}");
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < _longest, Said(seed, "it took too long"));
        }

        // Or nothing of what is valid is left to be damaged.
        Assert.NotEqual(0, accepted);
    }

    private static string Said(int seed, string what) => $"HOLDFAST_FUZZ_SEED={seed}: {what}";
}
