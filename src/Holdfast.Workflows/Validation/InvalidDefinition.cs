using System.Text;

namespace Holdfast.Workflows.Validation;

/// <summary>Says what is wrong with a definition: one text for people, one pair per place for tools.</summary>
internal sealed class InvalidDefinition(IReadOnlyList<Mistake> mistakes, int count)
{
    // Clients of the first hour look for these words.
    private const string Prefix = "Invalid workflow definition: ";

    public TerminalException ToException() => new(Message(), ErrorCode.BadRequest, Places());

    private string Message()
    {
        if (count == 1)
            return Prefix + mistakes[0];

        var text = new StringBuilder(Prefix).Append(count).Append(" mistakes:");
        foreach (var (number, mistake) in mistakes.Index())
            text.Append(" (").Append(number + 1).Append(") ").Append(mistake);
        if (count > mistakes.Count)
            text.Append(" and ").Append(count - mistakes.Count).Append(" more");
        return text.ToString();
    }

    private Dictionary<string, string> Places()
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mistake in mistakes)
        {
            places[mistake.Pointer] = places.TryGetValue(mistake.Pointer, out var before)
                ? $"{before}. {mistake.Message}"
                : mistake.Message;
        }

        return places;
    }
}
