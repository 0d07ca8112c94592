using System.Collections.Concurrent;

namespace Holdfast.StableDiffusion.Worker;

/// <summary>
/// The jobs of this process that have not ended: who waits, who is made, how far that is. The jobs themselves are on
/// disk, as invocations; this is only what is worth nothing after a restart.
/// </summary>
internal sealed class JobBoard(WorkerOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, JobNote> _notes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentImages);
    private long _lastTicket;

    /// <summary>About: a job that was accepted this moment is not noted yet.</summary>
    public bool IsFull => _notes.Count >= options.MaxJobs;

    /// <summary>Notes a job from its first attempt in this process until it ends.</summary>
    public JobNote Note(string id) =>
        _notes.GetOrAdd(id, _ => new JobNote(Interlocked.Increment(ref _lastTicket)));

    /// <summary>Null: it has ended, or was not begun in this process.</summary>
    public JobNote? Find(string id) => _notes.GetValueOrDefault(id);

    public void Forget(string id) => _notes.TryRemove(id, out _);

    /// <summary>Jobs that came before and wait, too.</summary>
    public int CountAhead(JobNote note) =>
        _notes.Values.Count(other => other.Phase == JobPhase.Waiting && other.Ticket < note.Ticket);

    /// <summary>Waits for a place at the backend: first come, first served. Dispose it to give it back.</summary>
    public async Task<IDisposable> TakePlaceAsync(JobNote note, CancellationToken cancellationToken)
    {
        note.Phase = JobPhase.Waiting;
        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            note.Phase = JobPhase.Resting;
            throw;
        }

        note.Phase = JobPhase.Generating;
        return new Place(_places, note);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places, JobNote note) : IDisposable
    {
        public void Dispose()
        {
            note.Phase = JobPhase.Resting;
            places.Release();
        }
    }
}
