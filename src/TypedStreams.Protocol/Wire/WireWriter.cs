// Writes Kafka's primitive types into an IBufferWriter, asking it for a span at a time. Owns the tail of the current
// span until Flush; a writer that is not flushed has written nothing that the buffer knows of.
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol;

/// <summary>
/// A cursor that appends to a buffer. Big-endian, not thread-safe. Call <see cref="Flush"/> at the end.
/// </summary>
public ref struct WireWriter
{
    private const int SpanSize = 512;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;
    private long _flushed;

    /// <summary>Appends to <paramref name="output"/>.</summary>
    public WireWriter(IBufferWriter<byte> output) => _output = output;

    /// <summary>Bytes written so far, flushed or not.</summary>
    public readonly long Written => _flushed + _used;

    /// <summary>Hands what was written to the buffer.</summary>
    public void Flush()
    {
        if (_used > 0)
            _output.Advance(_used);

        _flushed += _used;
        _used = 0;
        _span = default;
    }

    /// <summary>One signed byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt8(sbyte value) => Reserve(sizeof(sbyte))[0] = (byte)value;

    /// <summary>Two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), value);

    /// <summary>Two bytes, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(sizeof(ushort)), value);

    /// <summary>Four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), value);

    /// <summary>Four bytes, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(sizeof(uint)), value);

    /// <summary>Eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(sizeof(long)), value);

    /// <summary>Eight bytes, IEEE 754.</summary>
    public void WriteFloat64(double value) => BinaryPrimitives.WriteDoubleBigEndian(Reserve(sizeof(double)), value);

    /// <summary>One byte, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBoolean(bool value) => Reserve(sizeof(byte))[0] = value ? (byte)1 : (byte)0;

    /// <summary>Sixteen bytes in network order.</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Reserve(WireSize.Guid), bigEndian: true, out _);

    /// <summary>A variable-length number of one to five bytes, low bits first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUnsignedVarint(uint value)
    {
        if (value < 0x80)
            Reserve(1)[0] = (byte)value;
        else
            WriteLongUnsignedVarint(value);
    }

    /// <summary>A string with its length; null is length -1.</summary>
    /// <param name="value">The text; encoded as UTF-8.</param>
    /// <param name="flexible">True for a compact length, false for a 2-byte one.</param>
    /// <exception cref="ArgumentException">Longer than 32,767 bytes with a 2-byte length.</exception>
    public void WriteString(string? value, bool flexible)
    {
        int length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (flexible)
            WriteUnsignedVarint((uint)(length + 1));
        else if (length > short.MaxValue)
            throw new ArgumentException($"A string of {length} bytes is too long for a 2-byte length.", nameof(value));
        else
            WriteInt16((short)length);

        if (length > 0)
            Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>Bytes with their length; null is length -1.</summary>
    public void WriteBytes(ReadOnlyMemory<byte>? value, bool flexible)
    {
        WriteLength(value is { } present ? present.Length : -1, flexible);
        if (value is { } bytes)
            WriteRaw(bytes.Span);
    }

    /// <summary>Records with their length; null is length -1. Streamed records go past this writer's span.</summary>
    public void WriteRecords(RecordsPayload value, bool flexible)
    {
        WriteLength(value.IsNull ? -1 : value.Length, flexible);
        if (value.Source is null)
        {
            WriteRaw(value.Bytes.Span);
            return;
        }

        Flush();
        value.WriteTo(_output);
        _flushed += value.Length;
    }

    /// <summary>A 4-byte or compact length or element count; -1 for null.</summary>
    public void WriteLength(int count, bool flexible)
    {
        if (flexible)
            WriteUnsignedVarint((uint)(count + 1));
        else
            WriteInt32(count);
    }

    /// <summary>Bytes as they are, without a length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _span.Length)
                Refill(1);

            int count = Math.Min(bytes.Length, _span.Length - _used);
            bytes[..count].CopyTo(_span[_used..]);
            _used += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Number and size of a tagged field, in front of its value.</summary>
    public void WriteTag(uint tag, int size)
    {
        WriteUnsignedVarint(tag);
        WriteUnsignedVarint((uint)size);
    }

    /// <summary>An array of int8; null is count -1.</summary>
    public void WriteInt8List(List<sbyte>? value, bool flexible)
    {
        WriteLength(value?.Count ?? -1, flexible);
        foreach (sbyte element in value ?? [])
            WriteInt8(element);
    }

    /// <summary>An array of int16; null is count -1.</summary>
    public void WriteInt16List(List<short>? value, bool flexible)
    {
        WriteLength(value?.Count ?? -1, flexible);
        foreach (short element in value ?? [])
            WriteInt16(element);
    }

    /// <summary>An array of int32; null is count -1.</summary>
    public void WriteInt32List(List<int>? value, bool flexible)
    {
        WriteLength(value?.Count ?? -1, flexible);
        foreach (int element in value ?? [])
            WriteInt32(element);
    }

    /// <summary>An array of int64; null is count -1.</summary>
    public void WriteInt64List(List<long>? value, bool flexible)
    {
        WriteLength(value?.Count ?? -1, flexible);
        foreach (long element in value ?? [])
            WriteInt64(element);
    }

    /// <summary>An array of uuid; null is count -1.</summary>
    public void WriteGuidList(List<Guid>? value, bool flexible)
    {
        WriteLength(value?.Count ?? -1, flexible);
        foreach (Guid element in value ?? [])
            WriteGuid(element);
    }

    /// <summary>An array of strings; null is count -1.</summary>
    public void WriteStringList(List<string>? value, bool flexible)
    {
        WriteLength(value?.Count ?? -1, flexible);
        foreach (string element in value ?? [])
            WriteString(element, flexible);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_span.Length - _used < count)
            Refill(count);

        Span<byte> reserved = _span.Slice(_used, count);
        _used += count;
        return reserved;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill(int count)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(count, SpanSize));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongUnsignedVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Reserve(1)[0] = (byte)(value | 0x80);

        Reserve(1)[0] = (byte)value;
    }
}
