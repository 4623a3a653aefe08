// Sizes of primitives on the wire. Must agree with WireWriter byte for byte: lengths are written before their content.
using System.Numerics;
using System.Text;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol;

/// <summary>Encoded sizes, in bytes.</summary>
public static class WireSize
{
    /// <summary>Bytes of a uuid.</summary>
    public const int Guid = 16;

    /// <summary>1 to 5.</summary>
    public static int UnsignedVarint(uint value) => (38 - BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <summary>A string with its length, null allowed.</summary>
    public static int String(string? value, bool flexible)
    {
        int length = value is null ? 0 : Encoding.UTF8.GetByteCount(value);
        return length + (!flexible ? sizeof(short) : value is null ? 1 : UnsignedVarint((uint)length + 1));
    }

    /// <summary>Bytes with their length.</summary>
    public static int Bytes(ReadOnlyMemory<byte> value, bool flexible) => value.Length + Length(value.Length, flexible);

    /// <summary>Bytes with their length, null allowed.</summary>
    public static int Bytes(ReadOnlyMemory<byte>? value, bool flexible) =>
        value is { } bytes ? Bytes(bytes, flexible) : Length(-1, flexible);

    /// <summary>Records with their length.</summary>
    public static int Records(RecordsPayload value, bool flexible) =>
        value.Length + Length(value.IsNull ? -1 : value.Length, flexible);

    /// <summary>A 4-byte or compact length or count; -1 for null.</summary>
    public static int Length(int count, bool flexible) => flexible ? UnsignedVarint((uint)(count + 1)) : sizeof(int);

    /// <summary>An array of elements of one size, null allowed.</summary>
    public static int FixedList<T>(List<T>? value, int elementSize, bool flexible) =>
        value is null ? Length(-1, flexible) : Length(value.Count, flexible) + value.Count * elementSize;

    /// <summary>An array of strings, null allowed.</summary>
    public static int StringList(List<string>? value, bool flexible)
    {
        if (value is null)
            return Length(-1, flexible);

        int size = Length(value.Count, flexible);
        foreach (string element in value)
            size += String(element, flexible);
        return size;
    }

    /// <summary>A tagged field of <paramref name="size"/> bytes with its number and size in front.</summary>
    public static int TaggedField(uint tag, int size) =>
        UnsignedVarint(tag) + UnsignedVarint((uint)size) + size;
}
