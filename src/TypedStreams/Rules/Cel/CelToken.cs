namespace TypedStreams.Rules.Cel;

internal enum CelTokenKind
{
    End,
    Name,
    Integer,
    Unsigned,
    Real,
    Text,
    Bytes,
    Symbol,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">A name or symbol as it stands there; the value of a string.</param>
/// <param name="Value">The value of a number or of bytes.</param>
/// <param name="Position">Where it begins, from 0.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value, int Position);
