using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;

namespace Holdfast.Engine.Tests;

public sealed class StoreWriteCodecTests
{
    private static readonly DateTimeOffset _time = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    private static readonly InvocationRow _row = new()
    {
        Number = 7,
        Id = [.. Enumerable.Range(0, 24).Select(i => (byte)i)],
        Target = new("service", "handler", "key"),
        Status = StoredStatus.Scheduled,
        CreatedAt = _time,
        ModifiedAt = _time,
        IdempotencyKey = "once",
        Caller = new(6, 3),
        DueAt = _time.AddDays(1),
    };

    private static readonly StoreWrite[] _all =
    [
        new StoreWrite.Create(_row),
        new StoreWrite.Create(_row with
        {
            Target = new("service", "handler"), IdempotencyKey = null, Caller = null, DueAt = null,
        }),
        new StoreWrite.Append(7, 3, [1, 2, 3]),
        new StoreWrite.SetStatus(7, StoredStatus.Runnable, _time),
        new StoreWrite.SetStatus(7, StoredStatus.BackingOff, _time)
        {
            WaitingOn = [],
            DueAt = _time,
            RetryCount = 2,
            RetrySince = _time,
            LastFailure = "why",
        },
        new StoreWrite.Complete(7, [4, 5], null, _time, null),
        new StoreWrite.Complete(7, [], "failed", _time, _time.AddHours(1)),
        new StoreWrite.Purge(7, null, null),
        new StoreWrite.Purge(long.MaxValue, "i\0name", ("service", "key")),
        new StoreWrite.SetState("service", "key", "name", new byte[] { 9 }),
        new StoreWrite.ClearState("service", "key", "ä"),
        new StoreWrite.ClearAllState("service", ""),
        new StoreWrite.EnterInbox("service", "key", 1, 7),
        new StoreWrite.LeaveInbox("service", "key", 1),
        new StoreWrite.AddTimer(new(_time, 7, DueTimer.Retry)),
        new StoreWrite.RemoveTimer(new(_time, 7, 12)),
        new StoreWrite.AddDedup("w\0name", 7),
        new StoreWrite.SetPromise("service", "key", "name", [1]),
        new StoreWrite.AddWaiter("topic", new(8, uint.MaxValue)),
        new StoreWrite.RemoveWaiters("topic"),
    ];

    [Fact]
    public void Every_write_is_read_back()
    {
        var writer = new EntryWriter();
        foreach (var write in _all)
            writer.Write(write);
        writer.Write(new StoreWrite.Barrier());
        var reader = new EntryReader(writer.ToArray());
        foreach (var write in _all)
            Assert.Equivalent(write, reader.Write(), strict: true);
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void There_is_one_of_each_kind()
    {
        var kinds = typeof(StoreWrite).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(StoreWrite)));
        Type[] neverStored = [typeof(StoreWrite.Barrier), typeof(StoreWrite.CreateCompleted)];
        Assert.Equal(
            kinds.Except(neverStored).Select(type => type.Name).Order(StringComparer.Ordinal),
            _all.Select(write => write.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Bytes_that_end_early_are_refused()
    {
        foreach (var write in _all)
        {
            var writer = new EntryWriter();
            writer.Write(write);
            for (var length = 1; length < writer.Written.Length; length++)
                Assert.Throws<InvalidDataException>(() => Read(writer.ToArray().AsMemory(0, length)));
        }

        static void Read(ReadOnlyMemory<byte> bytes)
        {
            var reader = new EntryReader(bytes);
            reader.Write();
        }
    }
}
