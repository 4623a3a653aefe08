namespace TypedStreams.Schemas.Json;

/// <summary>The seven forms of a JSON value; <c>true</c> and <c>false</c> count as two.</summary>
public enum JsonKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary>A number, kept as the text it was written with.</summary>
    Number,

    /// <summary>A string, unescaped.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object; members keep their order.</summary>
    Object,
}
