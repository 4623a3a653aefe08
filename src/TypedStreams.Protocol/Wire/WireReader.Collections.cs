// Arrays, records and tagged fields. An array's count is accepted only when the rest of the frame could hold that many
// of the smallest elements, so a count of two billion costs an exception and no memory.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol;

public ref partial struct WireReader
{
    /// <summary>The element count of an array that cannot be null.</summary>
    /// <param name="flexible">True for a compact count, false for a 4-byte one.</param>
    /// <param name="minElementSize">Bytes of the smallest legal element; at least 1.</param>
    public int ReadArrayLength(bool flexible, int minElementSize)
    {
        int count = ReadNullableArrayLength(flexible, minElementSize);
        return count >= 0 ? count : ThrowNull<int>("array");
    }

    /// <summary>The element count of an array, or -1 for null.</summary>
    /// <param name="flexible">True for a compact count, false for a 4-byte one.</param>
    /// <param name="minElementSize">Bytes of the smallest legal element; at least 1.</param>
    public int ReadNullableArrayLength(bool flexible, int minElementSize)
    {
        int start = _position;
        int count = flexible ? ReadCompactLength("array") : ReadInt32();
        if (count < -1)
            Throw("array", start, $"its length {count} is negative");

        if ((long)count * minElementSize > Remaining)
            Throw("array", start, $"{count} elements of {minElementSize} bytes or more do not fit {Remaining} bytes");

        return count;
    }

    /// <summary>Reads an array of int8 into <paramref name="target"/>.</summary>
    public void ReadInt8List(List<sbyte> target, bool flexible) =>
        ReadInt8s(target, ReadArrayLength(flexible, sizeof(sbyte)));

    /// <summary>Reads an array of int16 into <paramref name="target"/>.</summary>
    public void ReadInt16List(List<short> target, bool flexible) =>
        ReadInt16s(target, ReadArrayLength(flexible, sizeof(short)));

    /// <summary>Reads an array of int32 into <paramref name="target"/>.</summary>
    public void ReadInt32List(List<int> target, bool flexible) =>
        ReadInt32s(target, ReadArrayLength(flexible, sizeof(int)));

    /// <summary>Reads an array of int64 into <paramref name="target"/>.</summary>
    public void ReadInt64List(List<long> target, bool flexible) =>
        ReadInt64s(target, ReadArrayLength(flexible, sizeof(long)));

    /// <summary>Reads an array of uuid into <paramref name="target"/>.</summary>
    public void ReadGuidList(List<Guid> target, bool flexible) =>
        ReadGuids(target, ReadArrayLength(flexible, WireSize.Guid));

    /// <summary>Reads an array of strings into <paramref name="target"/>.</summary>
    public void ReadStringList(List<string> target, bool flexible) =>
        ReadStrings(target, ReadArrayLength(flexible, flexible ? 1 : 2), flexible);

    /// <summary>Reads an array of int8, or null.</summary>
    public List<sbyte>? ReadNullableInt8List(bool flexible)
    {
        int count = ReadNullableArrayLength(flexible, sizeof(sbyte));
        return count < 0 ? null : ReadInt8s([], count);
    }

    /// <summary>Reads an array of int32, or null.</summary>
    public List<int>? ReadNullableInt32List(bool flexible)
    {
        int count = ReadNullableArrayLength(flexible, sizeof(int));
        return count < 0 ? null : ReadInt32s([], count);
    }

    /// <summary>Reads an array of int64, or null.</summary>
    public List<long>? ReadNullableInt64List(bool flexible)
    {
        int count = ReadNullableArrayLength(flexible, sizeof(long));
        return count < 0 ? null : ReadInt64s([], count);
    }

    /// <summary>Reads an array of uuid, or null.</summary>
    public List<Guid>? ReadNullableGuidList(bool flexible)
    {
        int count = ReadNullableArrayLength(flexible, WireSize.Guid);
        return count < 0 ? null : ReadGuids([], count);
    }

    /// <summary>Reads an array of strings, or null.</summary>
    public List<string>? ReadNullableStringList(bool flexible)
    {
        int count = ReadNullableArrayLength(flexible, flexible ? 1 : 2);
        return count < 0 ? null : ReadStrings([], count, flexible);
    }

    /// <summary>Record batches as a slice of the frame; null for length -1.</summary>
    public RecordsPayload ReadRecords(bool flexible) =>
        ReadNullableBytes(flexible) is { } bytes ? new RecordsPayload(bytes) : RecordsPayload.Null;

    /// <summary>Skips the tagged fields at the end of a struct that has none of its own.</summary>
    public void SkipTaggedFields()
    {
        for (uint tags = ReadTagCount(); tags > 0; tags--)
            SkipTag(ReadTagHeader(out _));
    }

    /// <summary>The number of tagged fields that follow.</summary>
    public uint ReadTagCount()
    {
        int start = _position;
        uint count = ReadUnsignedVarint();
        if (count > (uint)Remaining / 2)
            Throw("tagged fields", start, $"{count} of them do not fit {Remaining} bytes");

        return count;
    }

    /// <summary>The number of the next tagged field; returns the position at which it must end.</summary>
    public int ReadTagHeader(out uint tag)
    {
        tag = ReadUnsignedVarint();
        int start = _position;
        uint size = ReadUnsignedVarint();
        if (size > (uint)Remaining)
            Throw("tagged field", start, $"it needs {size} bytes and {Remaining} remain");

        return _position + (int)size;
    }

    /// <summary>Moves to the end of a tagged field that is not known.</summary>
    public void SkipTag(int end) => _position = end;

    /// <summary>Throws when a known tagged field did not end where its size said.</summary>
    public readonly void RequireTagEnd(int end)
    {
        if (_position != end)
            Throw("tagged field", _position, $"its size says that it ends at byte {end}");
    }

    private List<sbyte> ReadInt8s(List<sbyte> target, int count)
    {
        CollectionsMarshal.SetCount(target, count);
        MemoryMarshal.Cast<byte, sbyte>(Take(count, "int8 array")).CopyTo(CollectionsMarshal.AsSpan(target));
        return target;
    }

    private List<short> ReadInt16s(List<short> target, int count)
    {
        CollectionsMarshal.SetCount(target, count);
        ReadOnlySpan<short> source = MemoryMarshal.Cast<byte, short>(Take(count * sizeof(short), "int16 array"));
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(source, CollectionsMarshal.AsSpan(target));
        else
            source.CopyTo(CollectionsMarshal.AsSpan(target));
        return target;
    }

    private List<int> ReadInt32s(List<int> target, int count)
    {
        CollectionsMarshal.SetCount(target, count);
        ReadOnlySpan<int> source = MemoryMarshal.Cast<byte, int>(Take(count * sizeof(int), "int32 array"));
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(source, CollectionsMarshal.AsSpan(target));
        else
            source.CopyTo(CollectionsMarshal.AsSpan(target));
        return target;
    }

    private List<long> ReadInt64s(List<long> target, int count)
    {
        CollectionsMarshal.SetCount(target, count);
        ReadOnlySpan<long> source = MemoryMarshal.Cast<byte, long>(Take(count * sizeof(long), "int64 array"));
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(source, CollectionsMarshal.AsSpan(target));
        else
            source.CopyTo(CollectionsMarshal.AsSpan(target));
        return target;
    }

    private List<Guid> ReadGuids(List<Guid> target, int count)
    {
        target.EnsureCapacity(count);
        for (int i = 0; i < count; i++)
            target.Add(ReadGuid());
        return target;
    }

    private List<string> ReadStrings(List<string> target, int count, bool flexible)
    {
        target.EnsureCapacity(count);
        for (int i = 0; i < count; i++)
            target.Add(ReadString(flexible));
        return target;
    }
}
