// The type of a member as the codec sees it. A tree: nullable, list, map and wrapper hold an inner type; records and
// enums are referred to by their C# name and described once in the message model (so recursion needs no cycle here).

namespace TypedStreams.Generators.Model;

internal enum Shape
{
    Boolean,
    SByte,
    Byte,
    Short,
    UShort,
    Int,
    UInt,
    Long,
    ULong,
    Float,
    Double,
    String,
    ByteArray,
    Memory,
    FixedArray,
    FixedMemory,
    Guid,
    Date,
    Time,
    DateTime,
    DateTimeOffset,
    Duration,
    Decimal,
    Enum,
    Record,
    Union,
    Wrapper,
    NullableValue,
    NullableReference,
    Array,
    ImmutableArray,
    List,
    ReadOnlyList,
    MutableList,
    Map,
}

/// <param name="Shape">How it is encoded.</param>
/// <param name="CSharp">The C# type, fully qualified, without an outer question mark.</param>
/// <param name="Inner">What a nullable, list, map or wrapper holds.</param>
/// <param name="Member">The property of a wrapper that holds the value.</param>
/// <param name="Precision">Digits of a decimal.</param>
/// <param name="Scale">Decimals of a decimal.</param>
/// <param name="NullBranch">Branch index of null in a nullable: 1 when the default is a value, else 0.</param>
/// <param name="Size">Bytes of a fixed.</param>
/// <param name="FixedName">Full name of a fixed; "" when it goes by its size.</param>
/// <param name="IsMillis">True when Avro counts it in milliseconds, not in microseconds.</param>
internal sealed record TypeModel(
    Shape Shape,
    string CSharp,
    TypeModel? Inner = null,
    string Member = "",
    int Precision = 0,
    int Scale = 0,
    int NullBranch = 0,
    int Size = 0,
    string FixedName = "",
    bool IsMillis = false)
{
    internal bool IsList =>
        Shape is Shape.Array or Shape.ImmutableArray or Shape.List or Shape.ReadOnlyList or Shape.MutableList;

    internal bool IsCollection => IsList || Shape == Shape.Map;

    internal bool IsNullable => Shape is Shape.NullableValue or Shape.NullableReference;

    /// <summary>What the value is after wrappers are taken off.</summary>
    internal TypeModel Unwrapped => Shape == Shape.Wrapper ? Inner!.Unwrapped : this;
}
