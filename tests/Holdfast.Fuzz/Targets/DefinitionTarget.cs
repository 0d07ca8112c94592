using System.Text;
using Holdfast.Testing.Hostile;
using Holdfast.Tests.Workflows;
using Holdfast.Workflows.Validation;

namespace Holdfast.Fuzz.Targets;

/// <summary>Workflow definitions: accepted, or refused with 400 and a reason of bearable length.</summary>
internal sealed class DefinitionTarget : FuzzTarget
{
    private const int Mutated = 200;
    private const int LongestMessage = 20_000;

    private readonly DefinitionValidator _validator = new(SampleSteps.Catalogue, new());

    public override IEnumerable<byte[]> Seeds =>
    [
        """
        {"id":"a","steps":[{"service":"puppeteer-service","parameters":{"url":"http://x/"}},{"service":
        "frame-img-service","parameters":{"style":"doubleLine","color":"black","label":"a","widths":[1],"inside":true,
        "margins":{"top":1}}}]}
        """u8.ToArray(),
        .. Enumerable.Range(1, Mutated).Select(seed => new DefinitionMutator(seed).Next()),
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "\"id\":", "\"steps\":[", "\"service\":", "\"parameters\":{", "\"imgInputPath\":", "\"request\":",
            "\"puppeteer-service\"", "\"rotate-img-service\"", "\"blur-img-service\"", "\"frame-img-service\"",
            "\"stable-diffusion-generator\"", "\"url\":", "\"viewport\":", "\"width\":", "\"angle\":", "\"blur\":",
            "\"style\":", "\"doubleLine\"", "\"color\":", "\"label\":", "\"widths\":", "\"inside\":", "\"margins\":",
            "uploads/", "../", "\\u0000", "\\ud800", "null", "true", "1e999", "-1", "{}", "[]", ",", "},{",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Execute(byte[] input)
    {
        try
        {
            _validator.Validate(input);
        }
        catch (TerminalException refusal) when (refusal.Code == 400
            && refusal.Message.StartsWith("Invalid workflow definition: ", StringComparison.Ordinal)
            && refusal.Message.Length < LongestMessage)
        {
            // As it should be.
        }
    }
}
