// Compact JSON out. Escapes exactly what Jackson escapes (quote, backslash, controls), so that texts equal byte for
// byte what a Java registry stores.

using System.Text;

namespace TypedStreams.Schemas.Json;

internal sealed class JsonTextWriter
{
    private readonly StringBuilder _text = new();
    private bool _needsComma;

    internal void BeginObject() => Open('{');

    internal void EndObject() => Close('}');

    internal void BeginArray() => Open('[');

    internal void EndArray() => Close(']');

    internal void Name(string name)
    {
        Comma();
        Quote(name);
        _text.Append(':');
        _needsComma = false;
    }

    internal void String(string value)
    {
        Comma();
        Quote(value);
        _needsComma = true;
    }

    internal void Raw(string json)
    {
        Comma();
        _text.Append(json);
        _needsComma = true;
    }

    internal void Member(string name, string value)
    {
        Name(name);
        String(value);
    }

    internal void Strings(string name, IReadOnlyList<string> values)
    {
        Name(name);
        BeginArray();
        foreach (var value in values)
        {
            String(value);
        }

        EndArray();
    }

    internal void Value(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.String:
                String(value.Text);
                break;
            case JsonKind.Array:
                BeginArray();
                foreach (var item in value.Items)
                {
                    Value(item);
                }

                EndArray();
                break;
            case JsonKind.Object:
                BeginObject();
                foreach (var member in value.Members)
                {
                    Name(member.Key);
                    Value(member.Value);
                }

                EndObject();
                break;
            default:
                Raw(value.Text);
                break;
        }
    }

    public override string ToString() => _text.ToString();

    private void Open(char bracket)
    {
        Comma();
        _text.Append(bracket);
        _needsComma = false;
    }

    private void Close(char bracket)
    {
        _text.Append(bracket);
        _needsComma = true;
    }

    private void Comma()
    {
        if (_needsComma)
        {
            _text.Append(',');
        }
    }

    private void Quote(string value)
    {
        _text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case < ' ': _text.Append("\\u").Append(((int)c).ToString("X4")); break;
                default: _text.Append(c); break;
            }
        }

        _text.Append('"');
    }
}
