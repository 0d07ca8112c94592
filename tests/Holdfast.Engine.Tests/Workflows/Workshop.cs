using System.Collections.Concurrent;

namespace Holdfast.Engine.Tests.Workflows;

/// <summary>Where test steps do their work: a test counts it, holds it up, or lets it fail.</summary>
internal sealed class Workshop
{
    private readonly ConcurrentDictionary<string, Func<int, CancellationToken, Task>> _hooks = new();
    private readonly ConcurrentDictionary<string, int> _visits = new();

    /// <summary>How often the work of a step was begun.</summary>
    public int VisitsOf(string service) => _visits.GetValueOrDefault(service);

    /// <summary>Before each work of this step, given how often it was begun, from 1.</summary>
    public void Before(string service, Func<int, CancellationToken, Task> hook) => _hooks[service] = hook;

    /// <summary>The work of this step fails with this error, until somebody else is set.</summary>
    public void Fails(string service, Exception error) => Before(service, (_, _) => Task.FromException(error));

    /// <summary>The work of this step succeeds from now on.</summary>
    public void Repair(string service) => _hooks.TryRemove(service, out _);

    /// <summary>
    /// The work of this step waits for the test. Completed when it arrived; set the result to let it go on.
    /// </summary>
    public (Task Arrived, TaskCompletionSource Gate) HoldUp(string service)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Before(service, (_, cancellationToken) =>
        {
            arrived.TrySetResult();
            return gate.Task.WaitAsync(cancellationToken);
        });
        return (arrived.Task, gate);
    }

    public Task VisitAsync(string service, CancellationToken cancellationToken)
    {
        var visits = _visits.AddOrUpdate(service, 1, (_, before) => before + 1);
        return _hooks.TryGetValue(service, out var hook) ? hook(visits, cancellationToken) : Task.CompletedTask;
    }
}
