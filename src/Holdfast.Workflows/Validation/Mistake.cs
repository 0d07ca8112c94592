namespace Holdfast.Workflows.Validation;

/// <summary>Something wrong in a definition.</summary>
/// <param name="Pointer">Where, as JSON pointer into the definition; empty: the definition itself.</param>
/// <param name="Message">What, and how to put it right.</param>
internal sealed record Mistake(string Pointer, string Message)
{
    public override string ToString() => Pointer.Length == 0 ? Message : $"{Pointer}: {Message}";
}

/// <summary>Collects mistakes, so that an author sees all of them at once.</summary>
internal sealed class MistakeList
{
    // An answer for people; who sends more than this has one mistake many times.
    private const int Limit = 100;

    private readonly List<Mistake> _mistakes = [];

    public bool IsEmpty => Count == 0;

    /// <summary>All of them, also those that were too many to keep.</summary>
    public int Count { get; private set; }

    public void Add(string pointer, string message)
    {
        Count++;
        if (_mistakes.Count < Limit)
            _mistakes.Add(new(pointer, message));
    }

    public void ThrowIfAny()
    {
        if (!IsEmpty)
            throw new InvalidDefinition(_mistakes, Count).ToException();
    }
}
