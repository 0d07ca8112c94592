using System.Text;

namespace Holdfast.Generators.Services.Emitting;

/// <summary>Writes indented lines that end in <c>\n</c> on every system, to be the same everywhere.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        return this;
    }

    /// <summary>The rest of a statement: each line one step deeper than the one before.</summary>
    public CodeWriter Continued(params IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            _depth++;
            Line(line);
        }

        _depth -= lines.Count;
        return this;
    }

    public CodeWriter Documentation(params IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Line("/// " + line);
        return this;
    }

    /// <summary>A header and its members in braces, with an empty line between the members.</summary>
    public CodeWriter Block(string header, params IEnumerable<Action<CodeWriter>> members)
    {
        Line(header).Line("{");
        _depth++;
        var first = true;
        foreach (var member in members)
        {
            if (!first)
                Line();
            first = false;
            member(this);
        }

        _depth--;
        return Line("}");
    }

    public override string ToString() => _text.ToString();
}
