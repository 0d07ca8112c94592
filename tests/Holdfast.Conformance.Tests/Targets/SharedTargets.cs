using System.Collections.Concurrent;
using Holdfast.Conformance.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(SharedTargets))]

// The tests wait for other processes nearly all of their time.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 12)]

namespace Holdfast.Conformance.Tests;

/// <summary>
/// One target for each mode, started when the first test asks for it. Tests share them: each uses keys of its own.
/// </summary>
public sealed class SharedTargets : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Mode, Lazy<Task<ConformanceTarget>>> _targets = [];

    internal Task<ConformanceTarget> GetAsync(Mode mode) =>
        _targets.GetOrAdd(mode, new Lazy<Task<ConformanceTarget>>(() => ConformanceTarget.StartInAsync(mode))).Value;

    internal async Task<RestateTarget> GetRestateAsync(Mode mode) => (RestateTarget)await GetAsync(mode);

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets.Values)
        {
            if (target.Value.IsCompletedSuccessfully)
                await target.Value.Result.DisposeAsync();
        }
    }
}
