namespace TypedStreams.Schemas.Protobuf;

/// <summary>The forms of a value in a .proto file.</summary>
public enum ProtoValueKind
{
    /// <summary>true, false, an enum value, inf or nan.</summary>
    Identifier,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A quoted string.</summary>
    String,

    /// <summary>Members in braces (text format).</summary>
    Message,

    /// <summary>Items in brackets; inside of messages only.</summary>
    List,
}
