// Writes Avro's binary encoding (specification 1.12, "Binary Encoding") into an IBufferWriter<byte>, so that a codec
// writes straight into a producer's open batch. Works on one borrowed span; asks for a new one only when it is full.
// Flush hands the written bytes over; without it the last span is lost. Not thread-safe, lives on one stack.

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using TypedStreams.Codecs;

namespace TypedStreams.Avro;

/// <summary>Writes Avro primitives. Call <see cref="Flush"/> when done.</summary>
public ref partial struct AvroWriter
{
    private const int MaxVarint = 10;

    /// <summary>Strings up to this many chars always have a one-byte length when they are ASCII.</summary>
    private const int MaxShortString = 63;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;
    private int _depth;

    /// <summary>Creates a writer at the end of <paramref name="output"/>.</summary>
    public AvroWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan();
    }

    /// <summary>Hands everything written so far to the output.</summary>
    public void Flush()
    {
        _output.Advance(_position);
        _span = default;
        _position = 0;
    }

    /// <summary>Writes a boolean: one byte, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBoolean(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>Writes an int as a zig-zag varint of 1 to 5 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt(int value) => WriteVarint((uint)((value << 1) ^ (value >> 31)));

    /// <summary>Writes a long as a zig-zag varint of 1 to 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLong(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a float: 4 bytes, little-endian.</summary>
    public void WriteFloat(float value) => BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);

    /// <summary>Writes a double: 8 bytes, little-endian.</summary>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    /// <summary>Writes bytes with their length.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        WriteFixed(value);
    }

    /// <summary>Writes bytes without a length (Avro fixed).</summary>
    public void WriteFixed(scoped ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>Writes the bytes of a fixed of this size.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void WriteFixed(scoped ReadOnlySpan<byte> value, int size)
    {
        FixedBytes.Require(value.Length, size);
        WriteFixed(value);
    }

    /// <summary>Writes a string: its length in UTF-8 bytes and the bytes.</summary>
    /// <exception cref="ArgumentException">The string is null or holds half a surrogate pair.</exception>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = value.Length;
        if (length <= MaxShortString)
        {
            if (_span.Length - _position <= length)
            {
                Grow(length + 1);
            }

            var target = _span.Slice(_position, length + 1);
            if (Ascii.FromUtf16(value, target[1..], out _) == OperationStatus.Done)
            {
                target[0] = (byte)(length << 1);
                _position += length + 1;
                return;
            }
        }

        WriteLongString(value);
    }

    /// <summary>
    /// Begins the only block of an array or map; nothing else follows when <paramref name="count"/> is 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBlockStart(int count) => WriteVarint((ulong)((long)count << 1));

    /// <summary>Ends an array or map that had items.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBlockEnd() => Reserve(1)[0] = 0;

    /// <summary>Writes the index of a union branch below 64: one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBranch(int index) => Reserve(1)[0] = (byte)(index << 1);

    /// <summary>
    /// Enters a recursive record; pair with <see cref="Ascend"/>. What no reader reads is not written.
    /// </summary>
    /// <exception cref="ArgumentException">The object nests deeper than readers accept, or holds itself.</exception>
    public void Descend()
    {
        if (++_depth > AvroReader.MaxDepth)
        {
            throw new ArgumentException(
                $"The message nests deeper than {AvroReader.MaxDepth} records; does it hold itself?");
        }
    }

    /// <summary>Leaves a recursive record.</summary>
    public void Ascend() => _depth--;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteVarint(ulong zigzag)
    {
        if (zigzag < 0x80 && (uint)_position < (uint)_span.Length)
        {
            _span[_position++] = (byte)zigzag;
        }
        else
        {
            WriteLongVarint(zigzag);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongVarint(ulong zigzag)
    {
        if (_span.Length - _position < MaxVarint)
        {
            Grow(MaxVarint);
        }

        var target = _span.Slice(_position, MaxVarint);
        var i = 0;
        while (zigzag >= 0x80)
        {
            target[i++] = (byte)(zigzag | 0x80);
            zigzag >>= 7;
        }

        target[i++] = (byte)zigzag;
        _position += i;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongString(string value)
    {
        var length = Utf8Text.Strict.GetByteCount(value);
        WriteLong(length);
        Utf8Text.Strict.GetBytes(value, Reserve(length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_span.Length - _position < count)
        {
            Grow(count);
        }

        var target = _span.Slice(_position, count);
        _position += count;
        return target;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        _output.Advance(_position);
        _span = _output.GetSpan(count);
        _position = 0;
    }
}
