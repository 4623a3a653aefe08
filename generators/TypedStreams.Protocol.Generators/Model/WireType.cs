namespace TypedStreams.Protocol.Generators.Model;

internal enum WireType
{
    Unsupported,
    Boolean,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    Float64,
    Guid,
    String,
    Bytes,
    Records,
    Struct,
}

internal static class WireTypes
{
    // Bytes of a fixed-size type; 0 for the others.
    public static int FixedSize(this WireType type) => type switch
    {
        WireType.Boolean or WireType.Int8 => 1,
        WireType.Int16 or WireType.UInt16 => 2,
        WireType.Int32 or WireType.UInt32 => 4,
        WireType.Int64 or WireType.Float64 => 8,
        WireType.Guid => 16,
        _ => 0,
    };
}
