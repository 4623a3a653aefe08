// Indented lines of C#.
using System.Text;

namespace TypedStreams.Protocol.Generators.Emitting;

internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
    }

    public void Open(string header)
    {
        Line(header);
        Line("{");
        Indent();
    }

    public void Close()
    {
        Unindent();
        Line("}");
    }

    public void Indent() => _depth++;

    public void Unindent() => _depth--;

    // One statement under a condition, or on its own when the condition is null.
    public void Guarded(string? condition, string statement)
    {
        if (condition is null)
        {
            Line(statement);
            return;
        }

        Line($"if ({condition})");
        Indented(statement);
    }

    public void Indented(string statement)
    {
        _depth++;
        Line(statement);
        _depth--;
    }

    public override string ToString() => _text.ToString();
}
