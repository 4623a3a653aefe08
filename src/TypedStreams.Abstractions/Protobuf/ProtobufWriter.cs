// Writes Protocol Buffers' binary encoding into an IBufferWriter<byte>. The length of a nested value stands before it
// and is known only after it: one byte is kept for it and the rare longer length moves the value. Until the outermost
// nested value is closed its bytes must stay together, so a span that is too short is continued in a rented array.
// Flush hands the written bytes over; without it the last span is lost. Not thread-safe, lives on one stack.

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using TypedStreams.Codecs;

namespace TypedStreams.Protobuf;

/// <summary>
/// Writes Protobuf fields. A tag is the field number times 8 plus the wire type. Call <see cref="Flush"/> when done.
/// </summary>
public ref partial struct ProtobufWriter
{
    private const int MaxVarint = 10;
    private const int MaxTag = 5;

    /// <summary>Strings up to this many chars have a one-byte length when they are ASCII.</summary>
    private const int MaxShortString = 127;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private byte[]? _rented;
    private int _position;
    private int _depth;

    /// <summary>Creates a writer at the end of <paramref name="output"/>.</summary>
    public ProtobufWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan();
    }

    /// <summary>Hands everything written so far to the output.</summary>
    public void Flush()
    {
        if (_rented is { } rented)
        {
            _output.Write(_span[.._position]);
            ArrayPool<byte>.Shared.Return(rented);
            _rented = null;
        }
        else
        {
            _output.Advance(_position);
        }

        _span = default;
        _position = 0;
    }

    /// <summary>Begins a length-delimited field: a message, or packed numbers.</summary>
    /// <returns>What <see cref="End"/> wants back.</returns>
    /// <exception cref="ArgumentException">The object nests deeper than readers accept, or holds itself.</exception>
    public int Begin(uint tag)
    {
        Ensure(MaxTag + 1);
        if (++_depth > ProtobufReader.MaxDepth)
        {
            throw new ArgumentException(
                $"The message nests deeper than {ProtobufReader.MaxDepth} messages; does it hold itself?");
        }

        PutVarint(tag);
        return _position++;
    }

    /// <summary>Ends what <see cref="Begin"/> began and puts its length in front.</summary>
    public void End(int start)
    {
        var length = _position - start - 1;
        if (length < 0x80)
        {
            _span[start] = (byte)length;
        }
        else
        {
            MakeRoomForLength(start, length);
        }

        // Last, because as long as the value is open its bytes stay together when room is made.
        _depth--;
    }

    /// <summary>Writes a number field as a varint: int64, and int32 or an enum after sign extension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(uint tag, long value) => WriteUInt64(tag, (ulong)value);

    /// <summary>Writes a number field as a varint: uint64, uint32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt64(uint tag, ulong value)
    {
        var position = _position;
        if ((tag | value) < 0x80 && (uint)(position + 1) < (uint)_span.Length)
        {
            _span[position] = (byte)tag;
            _span[position + 1] = (byte)value;
            _position = position + 2;
        }
        else
        {
            WriteLongField(tag, value);
        }
    }

    /// <summary>Writes a bool field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBoolean(uint tag, bool value) => WriteUInt64(tag, value ? 1UL : 0UL);

    /// <summary>Writes a float field: 4 bytes, little-endian.</summary>
    public void WriteFloat(uint tag, float value)
    {
        Ensure(MaxTag + sizeof(float));
        PutVarint(tag);
        BinaryPrimitives.WriteSingleLittleEndian(_span[_position..], value);
        _position += sizeof(float);
    }

    /// <summary>Writes a double field: 8 bytes, little-endian.</summary>
    public void WriteDouble(uint tag, double value)
    {
        Ensure(MaxTag + sizeof(double));
        PutVarint(tag);
        BinaryPrimitives.WriteDoubleLittleEndian(_span[_position..], value);
        _position += sizeof(double);
    }

    /// <summary>Writes a string field: its length in UTF-8 bytes and the bytes.</summary>
    /// <exception cref="ArgumentException">The string is null or holds half a surrogate pair.</exception>
    public void WriteString(uint tag, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = value.Length;
        if (length <= MaxShortString)
        {
            Ensure(MaxTag + 1 + length);
            var start = _position;
            PutVarint(tag);
            var target = _span.Slice(_position, length + 1);
            if (Ascii.FromUtf16(value, target[1..], out _) == OperationStatus.Done)
            {
                target[0] = (byte)length;
                _position += length + 1;
                return;
            }

            _position = start;
        }

        WriteLongString(tag, value);
    }

    /// <summary>Writes a bytes field.</summary>
    public void WriteBytes(uint tag, scoped ReadOnlySpan<byte> value)
    {
        Ensure(MaxTag + MaxVarint + value.Length);
        PutVarint(tag);
        PutVarint((ulong)value.Length);
        value.CopyTo(_span[_position..]);
        _position += value.Length;
    }

    /// <summary>Writes a bytes field that must have this length.</summary>
    /// <exception cref="ArgumentException">It has another one.</exception>
    public void WriteFixed(uint tag, scoped ReadOnlySpan<byte> value, int size)
    {
        FixedBytes.Require(value.Length, size);
        WriteBytes(tag, value);
    }

    /// <summary>Writes one of several packed numbers: a varint without a tag.</summary>
    public void WritePacked(ulong value)
    {
        Ensure(MaxVarint);
        PutVarint(value);
    }

    /// <summary>Writes one of several packed floats, without a tag.</summary>
    public void WritePacked(float value)
    {
        Ensure(sizeof(float));
        BinaryPrimitives.WriteSingleLittleEndian(_span[_position..], value);
        _position += sizeof(float);
    }

    /// <summary>Writes one of several packed doubles, without a tag.</summary>
    public void WritePacked(double value)
    {
        Ensure(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_span[_position..], value);
        _position += sizeof(double);
    }

    /// <summary>Appends fields that were kept as they came.</summary>
    public void WriteUnknown(scoped ReadOnlySpan<byte> fields)
    {
        Ensure(fields.Length);
        fields.CopyTo(_span[_position..]);
        _position += fields.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongField(uint tag, ulong value)
    {
        Ensure(MaxTag + MaxVarint);
        PutVarint(tag);
        PutVarint(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongString(uint tag, string value)
    {
        var length = Utf8Text.Strict.GetByteCount(value);
        Ensure(MaxTag + MaxVarint + length);
        PutVarint(tag);
        PutVarint((ulong)length);
        _position += Utf8Text.Strict.GetBytes(value, _span[_position..]);
    }

    /// <summary>Writes a varint into room that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _span[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _span[_position++] = (byte)value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoomForLength(int start, int length)
    {
        var more = 0;
        for (var rest = length >> 7; rest > 0; rest >>= 7)
        {
            more++;
        }

        Ensure(more);
        _span.Slice(start + 1, length).CopyTo(_span[(start + 1 + more)..]);
        _position = start;
        PutVarint((ulong)length);
        _position += length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int count)
    {
        if (_span.Length - _position < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        if (_depth == 0 && _rented is null)
        {
            _output.Advance(_position);
            _span = _output.GetSpan(count);
            _position = 0;
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(
            Math.Max((long)_position + count, 2L * _position), Array.MaxLength));
        _span[.._position].CopyTo(larger);
        if (_rented is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        _rented = larger;
        _span = larger;
    }
}
