namespace TypedStreams.Schemas.Avro;

/// <summary>The fourteen Avro types. A name of a type, in upper case, is what compatibility messages print.</summary>
public enum AvroType
{
    /// <summary>No value, no bytes.</summary>
    Null,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>32-bit signed, zig-zag varint.</summary>
    Int,

    /// <summary>64-bit signed, zig-zag varint.</summary>
    Long,

    /// <summary>IEEE 754 binary32, little-endian.</summary>
    Float,

    /// <summary>IEEE 754 binary64, little-endian.</summary>
    Double,

    /// <summary>Length and bytes.</summary>
    Bytes,

    /// <summary>Length and UTF-8.</summary>
    String,

    /// <summary>Fields in order.</summary>
    Record,

    /// <summary>Symbol index as an int.</summary>
    Enum,

    /// <summary>Blocks of items.</summary>
    Array,

    /// <summary>Blocks of string keys and values.</summary>
    Map,

    /// <summary>Branch index and value.</summary>
    Union,

    /// <summary>A fixed number of bytes.</summary>
    Fixed,
}
