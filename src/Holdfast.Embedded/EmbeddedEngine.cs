using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Scheduling;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded;

/// <summary>The embedded engine: composes its parts, and is their front door.</summary>
internal sealed class EmbeddedEngine : IInvocationEngine, IAsyncDisposable
{
    private readonly Database _database;
    private readonly GroupCommit _commit;
    private readonly InvocationReader _schedulerReader;
    private readonly EngineCore _core;
    private readonly Residents _residents;
    private readonly Acceptance _acceptance;
    private readonly Scheduler _scheduler;
    private readonly Cancellation _cancellation;
    private readonly InvokingEffects _invoking;
    private readonly Housekeeping _housekeeping;
    private readonly InvocationListing _listing;
    private bool _isDisposed;

    /// <exception cref="DataDirectoryException">The data directory cannot be used.</exception>
    public EmbeddedEngine(
        IReadOnlyDictionary<string, ServiceDefinition> services,
        AttemptEnvironment environment,
        EmbeddedOptions options)
    {
        Services = services;
        _database = Database.Open(options.Directory);
        try
        {
            _commit = new GroupCommit(_database, environment.LoggerFactory.CreateLogger<GroupCommit>());
            _schedulerReader = new InvocationReader(_database);
            _core = new EngineCore(_commit, _schedulerReader, environment, options);
            _commit.News.Committed += _core.RunDurable;
            _residents = new Residents(_core, services);
            var recorder = new JournalRecorder(_core);
            var topics = new Topics(_core);
            _acceptance = new Acceptance(_core, services, _residents, recorder);
            _scheduler = new Scheduler(_core, _residents, topics, recorder);
            _cancellation = new Cancellation(_scheduler, _residents);
            _invoking = new InvokingEffects(_scheduler, _residents, topics, _acceptance, _cancellation);
            _acceptance.Scheduler = _scheduler;
            _scheduler.Effects = new CommandEffects(
                _core, _scheduler, recorder, _invoking, new PromiseEffects(_core, _scheduler, topics, recorder));
            _housekeeping = new Housekeeping(_core, _residents, _scheduler, _acceptance.LastNumber);
            _commit.News.TablesChanged += ReleaseResidents;
            _listing = new InvocationListing(_core, _residents, new InvocationReader(_database));
        }
        catch (SqliteException error)
        {
            _schedulerReader?.Dispose();
            _commit?.Dispose();
            _database.Dispose();
            throw DatabaseProblem.Refuse(options.Directory, error);
        }
    }

    public IReadOnlyDictionary<string, ServiceDefinition> Services { get; }

    /// <summary>Raised once when the database failed for good: the process should end and be started again.</summary>
    public event Action<Exception>? Failed
    {
        add => _commit.Failed += value;
        remove => _commit.Failed -= value;
    }

    /// <summary>With what the database failed for good; null: it did not.</summary>
    public Exception? Failure => _commit.Failure;

    /// <summary>Invocations in memory at present.</summary>
    public int ResidentInvocations
    {
        get
        {
            using (_core.Enter())
                return _residents.Count;
        }
    }

    /// <summary>Why nothing can be stored at present, such as a full disk; null when it can.</summary>
    public string? Blocked => _commit.Blocked;

    /// <summary>Takes up what is unfinished, in the background, and begins to fire timers.</summary>
    public void Start()
    {
        _scheduler.Timers.Start();
        _housekeeping.Start();
    }

    public async Task<Accepted> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        Accepted accepted;
        long sequence;
        using (_core.Enter())
        {
            var handler = _acceptance.Resolve(submission.Target);
            var earlier = _acceptance.FindEarlier(submission.Target, handler, submission.IdempotencyKey);
            DateTimeOffset? due = submission.Delay is { } delay ? _core.Now.Later(delay) : null;
            var invocation = earlier ?? _acceptance.Accept(
                submission.Target,
                handler,
                new InputCommand(submission.Body, submission.Headers),
                new(submission.IdempotencyKey, due));
            accepted = new(invocation.IdText, earlier is null, earlier is null ? due : earlier.ScheduledFor);
            sequence = invocation.LastWrite;
        }

        if (!accepted.IsNew || !submission.AwaitsEnd)
            await _commit.WaitAsync(sequence).AsTask().WaitAsync(cancellationToken);
        return accepted;
    }

    public async Task<Completed> AttachAsync(InvocationTarget invocation, CancellationToken cancellationToken)
    {
        Invocation found;
        Task<Completed> ended;
        using (_core.Enter())
        {
            found = Require(invocation);
            ended = found is { IsCompleted: true, Ended: null } ? WhenDurableAsync(found) : found.AddEndWaiter();
        }

        try
        {
            return await ended.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            using (_core.Enter())
            {
                if (found.RemoveEndWaiter())
                    _residents.MayLeave(found);
            }

            throw;
        }
    }

    public async Task<Completed?> OutputAsync(InvocationTarget invocation, CancellationToken cancellationToken)
    {
        Task<Completed>? completed;
        using (_core.Enter())
            completed = Require(invocation) is { IsCompleted: true } found ? WhenDurableAsync(found) : null;
        return completed is null ? null : await completed.WaitAsync(cancellationToken);
    }

    public async Task<string> LookupAsync(InvocationTarget invocation, CancellationToken cancellationToken)
    {
        Invocation found;
        long sequence;
        using (_core.Enter())
        {
            found = Require(invocation);
            sequence = found.LastWrite;
        }

        await _commit.WaitAsync(sequence).AsTask().WaitAsync(cancellationToken);
        return found.IdText;
    }

    public async Task CompleteAwakeableAsync(
        string awakeableId, EntryResult result, CancellationToken cancellationToken)
    {
        if (!AwakeableId.TryParse(awakeableId, out _, out _))
        {
            throw new TerminalException(
                $"'{awakeableId}' is not an awakeable id: it starts with sign_1", ErrorCode.BadRequest);
        }

        long sequence;
        using (_core.Enter())
        {
            sequence = _core.UnitSequence;
            if (!_invoking.CompleteAwakeable(awakeableId, result))
            {
                throw new TerminalException(
                    $"the invocation of awakeable '{awakeableId}' was not found", ErrorCode.NotFound);
            }

            _core.Write(new StoreWrite.Barrier());
        }

        await _commit.WaitAsync(sequence);
    }

    public Task<OperationOutcome> CancelAsync(string invocationId, CancellationToken cancellationToken) =>
        OperateAsync(invocationId, _cancellation.Cancel);

    public Task<OperationOutcome> KillAsync(string invocationId, CancellationToken cancellationToken) =>
        OperateAsync(invocationId, _cancellation.Kill);

    public Task<OperationOutcome> PauseAsync(string invocationId, CancellationToken cancellationToken) =>
        OperateAsync(invocationId, invocation =>
        {
            if (invocation.Status is not (StoredStatus.Runnable or StoredStatus.BackingOff))
                return OperationOutcome.Conflict;
            _scheduler.Attempts.Drop(invocation);
            _scheduler.Pause(invocation);
            return OperationOutcome.Done;
        });

    public Task<OperationOutcome> ResumeAsync(string invocationId, CancellationToken cancellationToken) =>
        OperateAsync(invocationId, invocation =>
        {
            if (invocation.Status is not (StoredStatus.Paused or StoredStatus.BackingOff))
                return OperationOutcome.Conflict;
            _scheduler.CancelRetry(invocation);
            invocation.RetryCount = 0;
            invocation.RetrySince = null;
            _scheduler.MakeRunnable(invocation);
            return OperationOutcome.Done;
        });

    public async Task<OperationOutcome> PurgeAsync(string invocationId, CancellationToken cancellationToken)
    {
        // Forgotten before its end is in the tables, it would be read back as unfinished; and until its purge is there,
        // it would be found.
        await _commit.ApplyAsync().AsTask().WaitAsync(cancellationToken);
        var outcome = await OperateAsync(invocationId, Purge);
        await _commit.ApplyAsync();
        return outcome;

        OperationOutcome Purge(Invocation invocation)
        {
            if (!invocation.IsCompleted)
                return OperationOutcome.Conflict;
            _housekeeping.Purge(invocation);
            return OperationOutcome.Done;
        }
    }

    public Task<InvocationInfo?> FindAsync(string invocationId, CancellationToken cancellationToken) =>
        Task.FromResult(_listing.Find(invocationId));

    public Task<InvocationPage> ListAsync(InvocationQuery query, CancellationToken cancellationToken) =>
        _listing.ListAsync(query, cancellationToken);

    /// <summary>
    /// Stops gracefully: suspends what runs, lets side effects finish for a while, commits what was issued.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _housekeeping.DisposeAsync();
        _scheduler.Timers.Dispose();
        await _scheduler.Attempts.StopAsync(_core.Options.DrainTimeout);
        _commit.Dispose();
        _listing.Dispose();
        _schedulerReader.Dispose();
        _database.Dispose();
    }

    private async Task<OperationOutcome> OperateAsync(string invocationId, Func<Invocation, OperationOutcome> operate)
    {
        long sequence;
        OperationOutcome outcome;
        using (_core.Enter())
        {
            if (_residents.Find(invocationId) is not { } invocation)
                return OperationOutcome.NotFound;
            sequence = _core.UnitSequence;
            try
            {
                outcome = operate(invocation);
            }
            catch (Exception error)
            {
                _core.Doom(error);
                throw;
            }

            _core.Write(new StoreWrite.Barrier());
        }

        await _commit.WaitAsync(sequence);
        return outcome;
    }

    private void ReleaseResidents()
    {
        using (_core.Enter())
            _residents.Release();
    }

    private Invocation Require(InvocationTarget invocation) =>
        _residents.Find(invocation) ?? throw new TerminalException("invocation not found", ErrorCode.NotFound);

    private async Task<Completed> WhenDurableAsync(Invocation completed)
    {
        await _commit.WaitAsync(completed.LastWrite);
        return new Completed(completed.IdText, completed.Result!, completed.ExpiresAt!.Value);
    }
}
