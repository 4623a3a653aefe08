// Tokens with one of look-ahead, and the words and values that every part of a file is made of. Owns the lexer.

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoCursor
{
    /// <summary>How deep messages, groups and option values may nest (protoc stops at 32 messages).</summary>
    internal const int MaxDepth = 64;

    private readonly ProtoLexer _lexer;
    private ProtoToken _ahead;
    private bool _hasAhead;

    internal ProtoCursor(string text)
    {
        _lexer = new ProtoLexer(text);
        Current = _lexer.Next();
    }

    internal ProtoToken Current { get; private set; }

    internal bool IsAtEnd => Current.Kind == ProtoTokenKind.End;

    internal ProtoToken Ahead
    {
        get
        {
            if (!_hasAhead)
            {
                _ahead = _lexer.Next();
                _hasAhead = true;
            }

            return _ahead;
        }
    }

    internal ProtoToken Take()
    {
        var token = Current;
        Current = Ahead;
        _hasAhead = false;
        return token;
    }

    internal bool TryTake(string text)
    {
        if (!Current.Is(text))
        {
            return false;
        }

        Take();
        return true;
    }

    internal void Take(string text)
    {
        if (!TryTake(text))
        {
            throw Error($"\"{text}\" is expected");
        }
    }

    internal string TakeIdentifier(string what) => Current.Kind == ProtoTokenKind.Identifier
        ? Take().Text
        : throw Error($"{what} is expected");

    /// <summary>A name with dots, and with a dot in front of it when that is allowed.</summary>
    internal string TakeName(string what, bool mayLead = false)
    {
        var name = mayLead && TryTake(".") ? "." : "";
        name += TakeIdentifier(what);
        while (TryTake("."))
        {
            name += "." + TakeIdentifier(what);
        }

        return name;
    }

    /// <summary>Strings side by side are one.</summary>
    internal byte[] TakeString(string what)
    {
        if (Current.Kind != ProtoTokenKind.String)
        {
            throw Error($"{what} in quotes is expected");
        }

        var bytes = Take().Bytes!;
        while (Current.Kind == ProtoTokenKind.String)
        {
            bytes = [.. bytes, .. Take().Bytes!];
        }

        return bytes;
    }

    internal string TakeText(string what) => ProtoValue.String(TakeString(what)).Text;

    internal int TakeInteger(string what, bool maySign = false)
    {
        var isNegative = maySign && TryTake("-");
        if (Current.Kind != ProtoTokenKind.Integer || !ProtoNumber.TryUnsigned(Current.Text, out var value) ||
            value > (isNegative ? 1UL << 31 : int.MaxValue))
        {
            throw Error($"{what}, a whole number, is expected");
        }

        Take();
        return (int)(isNegative ? -(long)value : (long)value);
    }

    internal SchemaParseException Error(string problem) => Error(problem, Current);

    internal static SchemaParseException Error(string problem, ProtoToken token)
    {
        var found = token.Kind switch
        {
            ProtoTokenKind.End => "the end of the text",
            ProtoTokenKind.String => "a string",
            _ => $"\"{token.Text}\"",
        };
        return new SchemaParseException($"Not a .proto text: {problem}, not {found}.", token.Place);
    }
}
