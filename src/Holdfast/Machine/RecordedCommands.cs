using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>The commands of the journal that the code has yet to issue again.</summary>
internal sealed class RecordedCommands(IReadOnlyList<JournalEntry> journal)
{
    private int _at = NextCommand(journal, 0);

    /// <summary>Is there one left? Then the handler is being replayed.</summary>
    public bool Any => _at < journal.Count;

    public Command Next => (Command)journal[_at];

    public void Take() => _at = NextCommand(journal, _at + 1);

    private static int NextCommand(IReadOnlyList<JournalEntry> journal, int from)
    {
        while (from < journal.Count && journal[from] is not Command)
            from++;
        return from;
    }
}
