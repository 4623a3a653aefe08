namespace TypedStreams.Schemas.Protobuf;

/// <summary>The scalar types of Protobuf. Numbers are those of FieldDescriptorProto.Type.</summary>
public enum ProtoScalar
{
    /// <summary>double: 8 bytes.</summary>
    Double = 1,

    /// <summary>float: 4 bytes.</summary>
    Float = 2,

    /// <summary>int64: varint.</summary>
    Int64 = 3,

    /// <summary>uint64: varint.</summary>
    UInt64 = 4,

    /// <summary>int32: varint.</summary>
    Int32 = 5,

    /// <summary>fixed64: 8 bytes.</summary>
    Fixed64 = 6,

    /// <summary>fixed32: 4 bytes.</summary>
    Fixed32 = 7,

    /// <summary>bool: varint.</summary>
    Bool = 8,

    /// <summary>string: length and UTF-8.</summary>
    String = 9,

    /// <summary>bytes: length and bytes.</summary>
    Bytes = 12,

    /// <summary>uint32: varint.</summary>
    UInt32 = 13,

    /// <summary>sfixed32: 4 bytes.</summary>
    SFixed32 = 15,

    /// <summary>sfixed64: 8 bytes.</summary>
    SFixed64 = 16,

    /// <summary>sint32: zig-zag varint.</summary>
    SInt32 = 17,

    /// <summary>sint64: zig-zag varint.</summary>
    SInt64 = 18,
}
