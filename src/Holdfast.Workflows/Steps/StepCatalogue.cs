using System.Diagnostics.CodeAnalysis;
using Holdfast.Workflows.Schemas;

namespace Holdfast.Workflows.Steps;

/// <summary>The kinds of steps that definitions may use, in the order they were added.</summary>
internal sealed class StepCatalogue
{
    private readonly OrderedDictionary<string, CatalogueEntry> _entries = new(StringComparer.Ordinal);

    public IReadOnlyList<CatalogueEntry> Entries => _entries.Values;

    public IReadOnlyCollection<string> Names => _entries.Keys;

    public CatalogueEntry? Find(string service) => _entries.GetValueOrDefault(service);

    /// <summary>Adds a step.</summary>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public void Add(CatalogueEntry entry)
    {
        if (!_entries.TryAdd(entry.Description.Service, entry))
            throw new ArgumentException($"There is a step '{entry.Description.Service}' already.", nameof(entry));
    }
}

/// <summary>A kind of step.</summary>
/// <param name="Description">What it says of itself.</param>
/// <param name="Parameters">What its parameters must be; null when it is not available.</param>
/// <param name="UnavailableReason">Why it cannot be used, and what to do about it; null when it can.</param>
internal sealed record CatalogueEntry(
    StepDescription Description, ParameterContract? Parameters, string? UnavailableReason = null)
{
    [MemberNotNullWhen(true, nameof(Parameters))]
    public bool IsAvailable => UnavailableReason is null;
}
