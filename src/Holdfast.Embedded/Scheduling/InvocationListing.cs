using System.Globalization;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// Tells people where invocations stand: what is on disk, overlaid with what is in memory. Outside of units.
/// </summary>
internal sealed class InvocationListing(EngineCore core, Residents residents, InvocationReader reader) : IDisposable
{
    private const int MaxPage = 1000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly Lock _reading = new();

    public InvocationInfo? Find(string invocationId)
    {
        using var unit = core.Enter();
        return residents.Find(invocationId) is { } invocation
            ? Describe(invocation) with { WaitingFor = WaitingFor(invocation) }
            : null;
    }

    public async Task<InvocationPage> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        // Whoever was told of an invocation finds it in the next list. A disk that is full does not hold lists up.
        if (core.Commit.Blocked is null)
        {
            await Task.WhenAny(
                core.Commit.ApplyAsync().AsTask(),
                Task.Delay(_patience, core.Environment.TimeProvider, cancellationToken));
        }

        return List(query);
    }

    private InvocationPage List(InvocationQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxPage);
        var before = long.TryParse(query.Cursor, CultureInfo.InvariantCulture, out var cursor) ? cursor : long.MaxValue;
        List<InvocationRow> rows;
        lock (_reading)
            rows = reader.Page(query, StoredStatusOf(query.Status), before, limit);
        using var unit = core.Enter();
        var items = rows.Select(Overlay)
            .Where(info => query.Status is not { } status || info.Status == status)
            .ToList();
        return new(items, rows.Count == limit ? rows[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    public void Dispose() => reader.Dispose();

    private InvocationInfo Overlay(InvocationRow row) =>
        Describe(residents.FindResident(row.Number) ?? new Invocation(row, service: null));

    private static InvocationInfo Describe(Invocation invocation) => new()
    {
        Id = invocation.IdText,
        Target = invocation.Target,
        Status = StatusOf(invocation),
        CreatedAt = invocation.CreatedAt,
        ModifiedAt = invocation.ModifiedAt,
        CompletedAt = invocation.CompletedAt,
        IdempotencyKey = invocation.IdempotencyKey,
        RetryCount = invocation.RetryCount,
        NextRetryAt = invocation.Status == StoredStatus.BackingOff ? invocation.DueAt : null,
        FailureCode = (invocation.Result as EntryResult.Failure)?.Code,
        LastFailure = invocation.Result is EntryResult.Failure failure ? failure.Message : invocation.LastFailure,
    };

    private static InvocationStatus StatusOf(Invocation invocation) => invocation.Status switch
    {
        StoredStatus.Scheduled => InvocationStatus.Scheduled,
        StoredStatus.Runnable => invocation.Attempt is null ? InvocationStatus.Pending : InvocationStatus.Running,
        StoredStatus.Suspended => InvocationStatus.Suspended,
        StoredStatus.BackingOff => InvocationStatus.BackingOff,
        StoredStatus.Paused => InvocationStatus.Paused,
        _ => InvocationStatus.Completed,
    };

    private static StoredStatus? StoredStatusOf(InvocationStatus? status) => status switch
    {
        null => null,
        InvocationStatus.Scheduled => StoredStatus.Scheduled,
        InvocationStatus.Pending or InvocationStatus.Running => StoredStatus.Runnable,
        InvocationStatus.Suspended => StoredStatus.Suspended,
        InvocationStatus.BackingOff => StoredStatus.BackingOff,
        InvocationStatus.Paused => StoredStatus.Paused,
        _ => StoredStatus.Completed,
    };

    private static string? WaitingFor(Invocation invocation)
    {
        if (invocation.IsCompleted)
            return null;
        if (invocation.Status == StoredStatus.Scheduled)
            return $"its time, {invocation.DueAt:O}";
        if (invocation.Status == StoredStatus.Runnable
            && invocation.Key?.Holder is { } holder
            && holder != invocation.Number
            && invocation.Handler?.Kind == HandlerKind.Exclusive)
        {
            return $"its turn on {invocation.Target.Service}/{invocation.Target.Key}";
        }

        var tree = invocation.WaitingOn?.Tree
            ?? (invocation.Attempt?.IdleSince is null ? null : invocation.Attempt.WaitingOn);
        if (tree is null)
            return null;
        var leaves = Leaves(tree)
            .Where(id => id != NotificationId.Cancel)
            .Select(id => Describe(invocation, id))
            .ToList();
        return leaves.Count <= 5
            ? string.Join(", ", leaves)
            : $"{string.Join(", ", leaves.Take(5))} and {leaves.Count - 5} more";
    }

    private static IEnumerable<NotificationId> Leaves(AwaitTree tree) => tree switch
    {
        AwaitTree.Leaf leaf => [leaf.Id],
        AwaitTree.Node node => node.Children.SelectMany(Leaves),
        _ => [],
    };

    private static string Describe(Invocation invocation, NotificationId id)
    {
        if (id.Kind == NotificationKind.Signal)
            return $"awakeable {AwakeableId.Format(invocation.IdText, id.Number)}";
        if (id.Kind == NotificationKind.NamedSignal)
            return $"signal '{id.Name}'";
        return invocation.Pending.GetValueOrDefault(id.Number) switch
        {
            SleepCommand sleep => $"sleep until {sleep.WakeUpTime:O}",
            CallCommand call => $"call to {call.Target}",
            RunCommand run => $"run '{run.Name}'",
            GetPromiseCommand promise => $"promise '{promise.Key}'",
            AttachInvocationCommand attach => $"the end of {attach.Invocation}",
            { } other => other.GetType().Name,
            null => id.ToString(),
        };
    }
}
