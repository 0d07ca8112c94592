using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Accepts new invocations, from outside and from handlers. Inside a unit.</summary>
internal sealed class Acceptance(
    EngineCore core,
    IReadOnlyDictionary<string, ServiceDefinition> services,
    Residents residents,
    JournalRecorder recorder)
{
    private readonly byte[] _random = new byte[1024];
    private int _randomTaken = 1024;
    private long _lastNumber = core.Reader.LastNumber();

    /// <summary>The highest number given out so far.</summary>
    public long LastNumber => _lastNumber;

    /// <summary>Set once: what is accepted has to be run, and what is due later needs a timer.</summary>
    public Scheduler? Scheduler { get; set; }

    /// <summary>The handler of a target.</summary>
    /// <exception cref="TerminalException">404: there is none. 400: it needs a key, or has none.</exception>
    public HandlerDefinition Resolve(Target target)
    {
        if (!services.TryGetValue(target.Service, out var service))
            throw new TerminalException($"service '{target.Service}' not found", ErrorCode.NotFound);
        if (!service.Handlers.TryGetValue(target.Handler, out var handler))
        {
            throw new TerminalException(
                $"handler '{target.Handler}' not found on service '{target.Service}'; "
                + $"it has: {string.Join(", ", service.Handlers.Keys)}",
                ErrorCode.NotFound);
        }

        if (service.Kind == ServiceKind.Service != target.Key is null)
        {
            throw new TerminalException(
                target.Key is null
                    ? $"'{target.Service}' is keyed: name the key, as {target.Service}/KEY/{target.Handler}"
                    : $"'{target.Service}' is a plain service and has no keys: use {target.Service}/{target.Handler}",
                ErrorCode.BadRequest);
        }

        if (target.Key?.Contains('\0', StringComparison.Ordinal) == true)
            throw new TerminalException("a key cannot contain the character NUL", ErrorCode.BadRequest);
        return handler;
    }

    /// <summary>The invocation that an earlier submission of the same name made, if any.</summary>
    public Invocation? FindEarlier(Target target, HandlerDefinition handler, string? idempotencyKey) =>
        DedupName.Of(target, handler.Kind, idempotencyKey) is { } name ? residents.FindDedup(name) : null;

    /// <summary>Makes a new invocation and lets it take its turn.</summary>
    public Invocation Accept(Target target, HandlerDefinition handler, InputCommand input, NewInvocation how)
    {
        var now = core.Now;
        var due = how.DueAt > now ? how.DueAt?.ToMilliseconds() : null;
        var number = ++_lastNumber;
        var row = new InvocationRow
        {
            Number = number,
            Id = NewId(number),
            Target = target,
            Status = due is null ? StoredStatus.Runnable : StoredStatus.Scheduled,
            CreatedAt = now,
            ModifiedAt = now,
            IdempotencyKey = how.IdempotencyKey,
            Caller = how.Caller,
            DueAt = due,
        };
        var invocation = new Invocation(row, services[target.Service]) { IsBacklog = how.IsBacklog };
        residents.AddNew(invocation);
        core.Write(new StoreWrite.Create(row));
        recorder.RecordInput(invocation, input);
        Register(invocation, handler);
        invocation.DependsOn = invocation.LastWrite;
        if (due is { } later)
            Schedule(invocation, later);
        else
            Admit(invocation);
        return invocation;
    }

    private void Register(Invocation invocation, HandlerDefinition handler)
    {
        if (DedupName.Of(invocation.Target, handler.Kind, invocation.IdempotencyKey) is { } name)
        {
            residents.AddDedup(name, invocation.Number);
            core.Write(new StoreWrite.AddDedup(name, invocation.Number));
        }
    }

    private void Admit(Invocation invocation)
    {
        Scheduler!.EnterInbox(invocation);
        Scheduler.Admit(invocation);
    }

    private void Schedule(Invocation invocation, DateTimeOffset due)
    {
        Scheduler!.Timers.Add(new(due, invocation.Number, DueTimer.Start));
        residents.MayLeave(invocation);
    }

    /// <summary>8 random bytes, the number, 8 random bytes: cannot be guessed, and is found without an index.</summary>
    private byte[] NewId(long number)
    {
        const int RandomPart = 8;
        var id = new byte[InvocationIdText.RawLength];
        TakeRandom(id.AsSpan(0, RandomPart));
        BinaryPrimitives.WriteInt64BigEndian(id.AsSpan(RandomPart), number);
        TakeRandom(id.AsSpan(id.Length - RandomPart));
        return id;
    }

    // Asking the system for a few bytes takes as long as asking it for many.
    private void TakeRandom(Span<byte> bytes)
    {
        if (_randomTaken + bytes.Length > _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _randomTaken = 0;
        }

        _random.AsSpan(_randomTaken, bytes.Length).CopyTo(bytes);
        _randomTaken += bytes.Length;
    }
}

/// <summary>What comes with a new invocation.</summary>
/// <param name="IdempotencyKey">Repeated submissions with it are one.</param>
/// <param name="DueAt">Not before this time; null: now.</param>
/// <param name="Caller">The call that waits for the result.</param>
/// <param name="IsBacklog">It comes from an invocation of the backlog, and is part of it.</param>
internal readonly record struct NewInvocation(
    string? IdempotencyKey = null, DateTimeOffset? DueAt = null, Waiter? Caller = null, bool IsBacklog = false);
