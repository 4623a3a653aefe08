// How C# types lie in Protobuf: wire types, tags, names. decisions/003-csharp-to-protobuf.md has the table. What it
// cannot hold directly (a list of lists, a list of values that may be null) lies in a small message of its own.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class ProtobufTypes
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    /// <summary>The tag of a field that holds one value of a type.</summary>
    internal static uint Tag(int number, TypeModel type) => ((uint)number << 3) | (uint)WireType(type);

    /// <summary>The tag of a message, or of packed numbers.</summary>
    internal static uint DelimitedTag(int number) => ((uint)number << 3) | Delimited;

    /// <summary>True for numbers, which lists hold packed.</summary>
    internal static bool IsPacked(TypeModel item) => WireType(item) != Delimited;

    /// <summary>Bytes of a packed item, or 0 when they differ.</summary>
    internal static int PackedSize(TypeModel item) => WireType(item) switch
    {
        Fixed32 => sizeof(float),
        Fixed64 => sizeof(double),
        _ => 0,
    };

    /// <summary>True when a list or map cannot hold the type without a message around it.</summary>
    internal static bool NeedsMessage(TypeModel item) => item.Unwrapped.IsNullable || item.Unwrapped.IsCollection;

    /// <summary>True when the field is written even if it holds the type's zero.</summary>
    internal static bool HasPresence(FieldModel field) =>
        field.Default is { AvroJson: not ("0" or "0.0" or "false" or "\"\"" or "[]") }
        && !field.Type.Unwrapped.IsNullable && !IsMessage(field.Type) && !field.Type.Unwrapped.IsCollection;

    internal static bool IsMessage(TypeModel type) => type.Unwrapped.Shape is Shape.Record or Shape.Union
        or Shape.DateTime or Shape.DateTimeOffset or Shape.Duration;

    /// <summary>The type's name in a .proto file when it has one without the message's help.</summary>
    internal static string? Scalar(Shape shape) => shape switch
    {
        Shape.Boolean => "bool",
        Shape.SByte or Shape.Short or Shape.Int or Shape.Date => "int32",
        Shape.Byte or Shape.UShort or Shape.UInt => "uint32",
        Shape.Long or Shape.Time => "int64",
        Shape.ULong => "uint64",
        Shape.Float => "float",
        Shape.Double => "double",
        Shape.String or Shape.Guid or Shape.Decimal => "string",
        Shape.ByteArray or Shape.Memory or Shape.FixedArray or Shape.FixedMemory => "bytes",
        Shape.DateTime or Shape.DateTimeOffset => "google.protobuf.Timestamp",
        Shape.Duration => "google.protobuf.Duration",
        _ => null,
    };

    private static int WireType(TypeModel type) => type.Unwrapped.Shape switch
    {
        Shape.Boolean or Shape.SByte or Shape.Short or Shape.Int or Shape.Date or Shape.Byte or Shape.UShort
            or Shape.UInt or Shape.Long or Shape.ULong or Shape.Time or Shape.Enum => Varint,
        Shape.Float => Fixed32,
        Shape.Double => Fixed64,
        _ => Delimited,
    };
}
