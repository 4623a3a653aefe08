namespace TypedStreams.Schemas.Protobuf;

internal enum ProtoTokenKind
{
    Identifier,
    Integer,
    Float,
    String,
    Symbol,
    End,
}

/// <summary>One token. Text is as written; of a string it is empty and the bytes are unescaped.</summary>
internal readonly record struct ProtoToken(
    ProtoTokenKind Kind, string Text, int Line, int Column, byte[]? Bytes = null)
{
    internal string Place => $"line {Line}, column {Column}";

    internal bool Is(string text) =>
        Kind is (ProtoTokenKind.Identifier or ProtoTokenKind.Symbol) && Text == text;
}
