using Holdfast.Embedded.Journal;
using Holdfast.Engine;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Storage;

/// <summary>
/// Reads the tables, on a connection of its own. Not thread-safe: each owner has one. What was issued and is not
/// applied yet is in the engine's memory, never read from here.
/// </summary>
internal sealed class InvocationReader : IDisposable
{
    private const string Columns =
        "number, id, service, handler, key, status, created_at, modified_at, idempotency_key, caller, "
        + "caller_completion, waiting_on, due_at, retry_count, retry_since, last_failure, result, completed_at, "
        + "expires_at";

    private readonly SqliteConnection _connection;
    private readonly Statement _find;
    private readonly Statement _journal;
    private readonly Statement _state;
    private readonly Statement _inbox;
    private readonly Statement _dedup;
    private readonly Statement _promise;
    private readonly Statement _waiters;
    private readonly Statement _timers;
    private readonly Statement _runnable;
    private readonly Statement _expired;
    private readonly Statement _page;

    public InvocationReader(Database database)
    {
        _connection = database.Connect();
        _find = new(_connection, $"SELECT {Columns} FROM invocation WHERE number = @number");
        _journal = new(
            _connection, "SELECT entries, position FROM journal WHERE invocation = @number ORDER BY position");
        _state = new(_connection, "SELECT name, value FROM state WHERE service = @service AND key = @key");
        _inbox = new(
            _connection,
            "SELECT position, number FROM inbox WHERE service = @service AND key = @key ORDER BY position");
        _dedup = new(_connection, "SELECT invocation FROM dedup WHERE name = @name");
        _promise = new(
            _connection, "SELECT result FROM promise WHERE service = @service AND key = @key AND name = @name");
        _waiters = new(_connection, "SELECT invocation, completion FROM waiter WHERE topic = @topic");
        _timers = new(_connection, """
            SELECT due_at, invocation, completion FROM timer
            WHERE (due_at, invocation, completion) > (@due, @number, @completion) AND due_at < @end
            ORDER BY due_at, invocation, completion LIMIT @limit
            """);
        _runnable = new(_connection, """
            SELECT number FROM invocation WHERE status = 1 AND number > @after AND number <= @last
            ORDER BY number LIMIT @limit
            """);
        _expired = new(_connection, $"""
            SELECT {Columns} FROM invocation WHERE expires_at <= @now ORDER BY expires_at LIMIT @limit
            """);
        _page = new(_connection, $"""
            SELECT {Columns} FROM invocation
            WHERE number < @before
              AND (@service IS NULL OR service = @service) AND (@handler IS NULL OR handler = @handler)
              AND (@key IS NULL OR key = @key) AND (@status IS NULL OR status = @status)
            ORDER BY number DESC LIMIT @limit
            """);
    }

    public InvocationRow? Find(long number) => Rows(_find.Query(number)).SingleOrDefault();

    /// <summary>The highest number given out so far that matters: of what is there, and of what was purged.</summary>
    public long LastNumber() => (long)_connection.Scalar(
        "SELECT max(ifnull((SELECT max(number) FROM invocation), 0), (SELECT number FROM last_purged))")!;

    /// <summary>The chunks of a journal, in order. Their positions have gaps: a commit joins chunks.</summary>
    public List<byte[]> Journal(long number, out int nextChunk)
    {
        var chunks = new List<byte[]>();
        nextChunk = 0;
        using var reader = _journal.Query(number);
        while (reader.Read())
        {
            chunks.Add(reader.Blob(0));
            nextChunk = (int)reader.Number(1) + 1;
        }

        return chunks;
    }

    public Dictionary<string, ReadOnlyMemory<byte>> State(string service, string key)
    {
        var state = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        using var reader = _state.Query(service, key);
        while (reader.Read())
            state.Add(reader.Text(0), reader.Blob(1));
        return state;
    }

    public List<InboxPlace> Inbox(string service, string key)
    {
        var places = new List<InboxPlace>();
        using var reader = _inbox.Query(service, key);
        while (reader.Read())
            places.Add(new(reader.Number(0), reader.Number(1)));
        return places;
    }

    public long? Dedup(string name) => Numbers(_dedup.Query(name)) is [var number] ? number : null;

    public EntryResult? Promise(string service, string key, string name)
    {
        using var reader = _promise.Query(service, key, name);
        return reader.Read() ? DecodeResult(reader.Blob(0)) : null;
    }

    public List<Waiter> Waiters(string topic)
    {
        var waiters = new List<Waiter>();
        using var reader = _waiters.Query(topic);
        while (reader.Read())
            waiters.Add(new(reader.Number(0), (uint)reader.Number(1)));
        return waiters;
    }

    /// <summary>Timers after one, due before a time, in order.</summary>
    public List<DueTimer> Timers(DueTimer after, DateTimeOffset end, int limit)
    {
        var timers = new List<DueTimer>();
        using var reader = _timers.Query(
            after.DueAt.ToUnixTimeMilliseconds(), after.Number, after.Completion, end.ToUnixTimeMilliseconds(), limit);
        while (reader.Read())
            timers.Add(new(Time(reader.Number(0)), reader.Number(1), reader.Number(2)));
        return timers;
    }

    /// <summary>Numbers of runnable invocations in (after, last].</summary>
    public List<long> Runnable(long after, long last, int limit) => Numbers(_runnable.Query(after, last, limit));

    public List<InvocationRow> Expired(DateTimeOffset now, int limit) =>
        Rows(_expired.Query(now.ToUnixTimeMilliseconds(), limit));

    /// <summary>Newest first, below a number.</summary>
    public List<InvocationRow> Page(InvocationQuery query, StoredStatus? status, long before, int limit) =>
        Rows(_page.Query(before, query.Service, query.Handler, query.Key, (int?)status, limit));

    public void Dispose()
    {
        Statement[] all =
            [_find, _journal, _state, _inbox, _dedup, _promise, _waiters, _timers, _runnable, _expired, _page];
        foreach (var statement in all)
            statement.Dispose();
        _connection.Dispose();
    }

    private static List<long> Numbers(Statement.Rows reader)
    {
        using (reader)
        {
            var numbers = new List<long>();
            while (reader.Read())
                numbers.Add(reader.Number(0));
            return numbers;
        }
    }

    private static List<InvocationRow> Rows(Statement.Rows reader)
    {
        using (reader)
        {
            var rows = new List<InvocationRow>();
            while (reader.Read())
                rows.Add(Row(reader));
            return rows;
        }
    }

    private static InvocationRow Row(Statement.Rows reader)
    {
        var row = Fields(reader);
        try
        {
            return row with
            {
                WaitingOn = reader.IsNull(11) ? null : DecodeSuspension(reader.Blob(11)),
                Result = reader.IsNull(16) ? null : DecodeResult(reader.Blob(16)),
            };
        }
        catch (Exception error) when (error is not SqliteException)
        {
            return row with { Damage = error.Message };
        }
    }

    private static InvocationRow Fields(Statement.Rows reader) => new()
    {
        Number = reader.Number(0),
        Id = reader.Blob(1),
        Target = new(reader.Text(2), reader.Text(3), reader.IsNull(4) ? null : reader.Text(4)),
        Status = (StoredStatus)reader.Number(5),
        CreatedAt = Time(reader.Number(6)),
        ModifiedAt = Time(reader.Number(7)),
        IdempotencyKey = reader.IsNull(8) ? null : reader.Text(8),
        Caller = reader.IsNull(9) ? null : new(reader.Number(9), (uint)reader.Number(10)),
        DueAt = OptionalTime(reader, 12),
        RetryCount = (int)reader.Number(13),
        RetrySince = OptionalTime(reader, 14),
        LastFailure = reader.IsNull(15) ? null : reader.Text(15),
        CompletedAt = OptionalTime(reader, 17),
        ExpiresAt = OptionalTime(reader, 18),
    };

    private static Suspension DecodeSuspension(byte[] bytes)
    {
        var reader = new EntryReader(bytes);
        var seen = checked((int)reader.Number());
        return new(reader.AwaitTree(), seen);
    }

    private static EntryResult DecodeResult(byte[] bytes)
    {
        var reader = new EntryReader(bytes);
        return reader.Result();
    }

    private static DateTimeOffset Time(long millis) => DateTimeOffset.FromUnixTimeMilliseconds(millis);

    private static DateTimeOffset? OptionalTime(Statement.Rows reader, int column) =>
        reader.IsNull(column) ? null : Time(reader.Number(column));
}
