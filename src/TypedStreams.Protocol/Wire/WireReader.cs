// Reads Kafka's primitive types from one frame, left to right. Owns nothing: byte fields come out as slices of the
// frame. Must never allocate from a length it has not held against the bytes that remain, and must never let out
// another exception than MalformedMessageException. Kafka protocol guide, "primitive types"; KIP-482 for compact ones.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace TypedStreams.Protocol;

/// <summary>A cursor over the bytes of one frame. Big-endian, bounds-checked, not thread-safe.</summary>
public ref partial struct WireReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;

    /// <summary>Starts at the first byte of <paramref name="frame"/>.</summary>
    public WireReader(ReadOnlyMemory<byte> frame)
    {
        _memory = frame;
        _span = frame.Span;
        _position = 0;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _span.Length - _position;

    /// <summary>One signed byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public sbyte ReadInt8() => (sbyte)Take(sizeof(sbyte), "int8")[0];

    /// <summary>Two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short), "int16"));

    /// <summary>Two bytes, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort), "uint16"));

    /// <summary>Four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int), "int32"));

    /// <summary>Four bytes, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint), "uint32"));

    /// <summary>Eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long), "int64"));

    /// <summary>Eight bytes, IEEE 754.</summary>
    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double), "float64"));

    /// <summary>One byte; everything but 0 is true, as Kafka reads it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBoolean() => Take(sizeof(byte), "bool")[0] != 0;

    /// <summary>Sixteen bytes in network order.</summary>
    public Guid ReadGuid() => new(Take(WireSize.Guid, "uuid"), bigEndian: true);

    /// <summary>A variable-length number of up to five bytes, low bits first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUnsignedVarint()
    {
        int position = _position;
        if ((uint)position < (uint)_span.Length && _span[position] < 0x80)
        {
            _position = position + 1;
            return _span[position];
        }

        return ReadLongUnsignedVarint();
    }

    /// <summary>A string that cannot be null.</summary>
    /// <param name="flexible">True for a compact length, false for a 2-byte one.</param>
    public string ReadString(bool flexible) => ReadNullableString(flexible) ?? ThrowNull<string>("string");

    /// <summary>A string, or null for length -1.</summary>
    /// <param name="flexible">True for a compact length, false for a 2-byte one.</param>
    public string? ReadNullableString(bool flexible)
    {
        int length = flexible ? ReadCompactLength("string") : ReadInt16();
        if (length <= 0)
            return length == 0 ? "" : RequireNullLength<string>(length, "string");

        return Encoding.UTF8.GetString(Take(length, "string"));
    }

    /// <summary>Bytes that cannot be null, as a slice of the frame.</summary>
    /// <param name="flexible">True for a compact length, false for a 4-byte one.</param>
    public ReadOnlyMemory<byte> ReadBytes(bool flexible) =>
        ReadNullableBytes(flexible) ?? ThrowNull<ReadOnlyMemory<byte>>("bytes");

    /// <summary>Bytes as a slice of the frame, or null for length -1.</summary>
    /// <param name="flexible">True for a compact length, false for a 4-byte one.</param>
    public ReadOnlyMemory<byte>? ReadNullableBytes(bool flexible)
    {
        int length = flexible ? ReadCompactLength("bytes") : ReadInt32();
        if (length < 0)
        {
            RequireNullLength<string>(length, "bytes");
            return null;
        }

        int start = _position;
        Take(length, "bytes");
        return _memory.Slice(start, length);
    }

    /// <summary>Takes the next <paramref name="count"/> bytes as a slice of the frame.</summary>
    public ReadOnlyMemory<byte> ReadRaw(int count)
    {
        int start = _position;
        Take(count, "bytes");
        return _memory.Slice(start, count);
    }

    /// <summary>Moves on by <paramref name="count"/> bytes.</summary>
    public void Skip(int count) => Take(count, "skipped bytes");

    /// <summary>Throws when bytes are left: the frame is longer than its message.</summary>
    public readonly void RequireEnd()
    {
        if (Remaining != 0)
            Throw("message", _position, $"{Remaining} bytes follow its end");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count, string what)
    {
        int position = _position;
        if ((uint)count > (uint)(_span.Length - position))
            ThrowShort(what, position, count, _span.Length - position);

        _position = position + count;
        return _span.Slice(position, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadLongUnsignedVarint()
    {
        int start = _position;
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Take(1, "varint")[0];
            if (shift == 28 && next > 0x0f)
                Throw("varint", start, "it has more than 32 bits");

            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
                break;
        }

        return value;
    }

    // Compact lengths are stored plus one, so that 0 can mean null.
    private int ReadCompactLength(string what)
    {
        int start = _position;
        uint stored = ReadUnsignedVarint();
        if (stored > int.MaxValue)
            Throw(what, start, $"its length {stored - 1L} is too large");

        return (int)stored - 1;
    }

    private readonly T? RequireNullLength<T>(int length, string what)
        where T : class
    {
        if (length != -1)
            Throw(what, _position, $"its length {length} is negative");

        return null;
    }

    [DoesNotReturn]
    private readonly T ThrowNull<T>(string what) =>
        throw new MalformedMessageException(what, _position, "it is null where null is not allowed");

    [DoesNotReturn]
    private static void ThrowShort(string what, int position, int count, int remaining) =>
        Throw(what, position, $"it needs {count} bytes and {remaining} remain");

    [DoesNotReturn]
    private static void Throw(string what, int position, string reason) =>
        throw new MalformedMessageException(what, position, reason);
}
