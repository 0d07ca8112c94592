using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Holdfast.Conformance.Tests;

/// <summary>
/// Runs a theory in these modes: its first parameter is the mode. <c>--filter-trait Mode=Default</c> runs one of them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public class InAttribute(params Mode[] modes) : DataAttribute
{
    /// <summary>Values of a second parameter; each is run in each mode. None: there is no such parameter.</summary>
    public object[] With { get; set; } = [];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. modes.SelectMany(RowsOf)]);

    public override bool SupportsDiscoveryEnumeration() => true;

    private IEnumerable<ITheoryDataRow> RowsOf(Mode mode) => With.Length == 0
        ? [new TheoryDataRow<Mode>(mode).WithTrait(nameof(Mode), $"{mode}")]
        : With.Select(value => new TheoryDataRow<Mode, object>(mode, value).WithTrait(nameof(Mode), $"{mode}"));
}

/// <summary>Runs a theory in every mode.</summary>
public sealed class InEveryModeAttribute() : InAttribute(Enum.GetValues<Mode>());

/// <summary>Runs a theory in the modes of Restate Server: what it is about is the server's.</summary>
public sealed class InRestateModesAttribute() : InAttribute([.. Modes.Restate]);
