using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// Appends entries to journals, in memory and as chunks on disk: what one turn of a handler adds is one row.
/// </summary>
internal sealed class JournalRecorder(EngineCore core)
{
    private readonly EntryWriter _turn = new();
    private readonly EntryWriter _single = new();
    private Invocation? _turnOf;

    /// <summary>Begins a turn: entries of this invocation are collected until <see cref="EndTurn"/>.</summary>
    public void BeginTurn(Invocation invocation) => _turnOf = invocation;

    public void EndTurn()
    {
        if (_turnOf is { } invocation && _turn.Written.Length > 0)
            Write(invocation, _turn);
        _turnOf = null;
    }

    public void Record(Invocation invocation, JournalEntry entry)
    {
        invocation.Append(entry);
        if (invocation == _turnOf)
        {
            _turn.Write(entry);
            invocation.LastWrite = core.UnitSequence;
            return;
        }

        _single.Write(entry);
        Write(invocation, _single);
    }

    /// <summary>The first entry of a new invocation.</summary>
    public void RecordInput(Invocation invocation, InputCommand input)
    {
        invocation.UseJournal([], nextChunk: 0);
        Record(invocation, input);
    }

    public byte[] Encode(EntryResult result)
    {
        _single.Write(result);
        return Take(_single);
    }

    public byte[] Encode(Suspension suspension)
    {
        _single.Number((ulong)suspension.Seen);
        _single.Write(suspension.Tree);
        return Take(_single);
    }

    private void Write(Invocation invocation, EntryWriter entries) =>
        invocation.LastWrite = core.Write(
            new StoreWrite.Append(invocation.Number, invocation.NextChunk++, Take(entries)));

    private static byte[] Take(EntryWriter writer)
    {
        var bytes = writer.ToArray();
        writer.Clear();
        return bytes;
    }
}
