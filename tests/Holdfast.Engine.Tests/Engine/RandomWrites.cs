using Holdfast.Embedded.Storage;

namespace Holdfast.Engine.Tests;

/// <summary>Writes in an order that the engine could issue, from a seed.</summary>
internal sealed class RandomWrites(int seed)
{
    private const int Invocations = 5;
    private const int Names = 2;

    private readonly Random _random = new(seed);
    private readonly Dictionary<long, bool> _completed = [];
    private readonly HashSet<long> _places = [];
    private readonly HashSet<string> _promises = new(StringComparer.Ordinal);
    private int _chunk;
    private long _clock = 1_800_000_000_000;

    public List<StoreWrite> Unit() => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Next())];

    public int Below(int limit) => _random.Next(limit);

    private StoreWrite Next()
    {
        var number = _random.NextInt64(1, Invocations + 1);
        return _random.Next(10) switch
        {
            < 4 => OfInvocation(number),
            4 => OfState(),
            5 => OfQueue(),
            6 => OfPromise(),
            7 => _random.Next(2) == 0
                ? new StoreWrite.AddTimer(new(Time(number), number, number))
                : new StoreWrite.RemoveTimer(new(Time(number), number, number)),
            8 => new StoreWrite.AddDedup($"name{_random.Next(Names)}", number),
            _ => _random.Next(2) == 0
                ? new StoreWrite.AddWaiter("topic", new(number, 1))
                : new StoreWrite.RemoveWaiters("topic"),
        };
    }

    private StoreWrite OfInvocation(long number)
    {
        if (!_completed.TryGetValue(number, out var completed))
        {
            _completed[number] = false;
            return new StoreWrite.Create(new()
            {
                Number = number,
                Id = [.. new byte[23], (byte)number],
                Target = new("service", "handler"),
                Status = StoredStatus.Runnable,
                CreatedAt = Now(),
            });
        }

        if (completed)
        {
            _completed.Remove(number);
            return new StoreWrite.Purge(number, $"name{_random.Next(Names)}", ("service", "key"));
        }

        switch (_random.Next(4))
        {
            case 0:
                _completed[number] = true;
                return new StoreWrite.Complete(number, [(byte)number], null, Now(), Now());
            case 1:
                return new StoreWrite.SetStatus(number, StoredStatus.BackingOff, Now()) { RetryCount = ++_chunk };
            default:
                return new StoreWrite.Append(number, ++_chunk, [(byte)_chunk]);
        }
    }

    private StoreWrite OfState() => _random.Next(5) switch
    {
        0 => new StoreWrite.ClearState("service", "key", Name()),
        1 => new StoreWrite.ClearAllState("service", "key"),
        _ => new StoreWrite.SetState("service", "key", Name(), new byte[] { (byte)++_chunk }),
    };

    private StoreWrite OfQueue()
    {
        var position = _random.NextInt64(1, 3);
        return _places.Add(position)
            ? new StoreWrite.EnterInbox("service", "key", position, position)
            : Leave(position);
    }

    private StoreWrite.LeaveInbox Leave(long position)
    {
        _places.Remove(position);
        return new("service", "key", position);
    }

    // A promise is set once: the purge of its workflow, which forgets it, is not drawn for it.
    private StoreWrite.SetPromise OfPromise()
    {
        var name = $"promise{_promises.Count}";
        _promises.Add(name);
        return new StoreWrite.SetPromise("service", "other key", name, [1]);
    }

    private string Name() => $"name{_random.Next(Names)}";

    private DateTimeOffset Now() => Time(_clock++);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
