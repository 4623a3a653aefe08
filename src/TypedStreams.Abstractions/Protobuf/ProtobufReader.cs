// Reads Protocol Buffers' binary encoding from a span. Nothing is trusted: every length is checked against the bytes of
// the message it lies in before anything is allocated, nesting and merging are bounded, and each error names the byte.
// Every access to the data goes through Take or a comparison with _end. Not thread-safe, lives on one stack.

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedStreams.Codecs;

namespace TypedStreams.Protobuf;

/// <summary>
/// Reads Protobuf fields. Every method throws <see cref="MalformedDataException"/> on bytes that do not fit.
/// </summary>
[SkipLocalsInit]
public ref partial struct ProtobufReader
{
    /// <summary>Deepest nesting of messages: 100, what other implementations accept by default.</summary>
    internal const int MaxDepth = 100;

    /// <summary>How often in one payload a field that is not repeated may come again.</summary>
    private const int MaxMerges = 64;

    private readonly ref readonly byte _start;
    private readonly int _offset;
    private int _end;
    private int _position;
    private int _depth;
    private bool _isChecked;
    private int _merges;

    /// <summary>Creates a reader at the first byte of <paramref name="data"/>.</summary>
    public ProtobufReader(ReadOnlySpan<byte> data)
    {
        _start = ref MemoryMarshal.GetReference(data);
        _end = data.Length;
    }

    private ProtobufReader(ReadOnlySpan<byte> data, int offset, int depth, int merges, bool isChecked)
        : this(data)
    {
        _isChecked = isChecked;
        _offset = offset;
        _depth = depth;
        _merges = merges;
        CheckDepth();
    }

    /// <summary>Zero-based byte that is read next.</summary>
    public readonly int Position
    {
        // Inlined where it is never called too: a call would take the reader's address, and it out of registers.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _offset + _position;
    }

    /// <summary>Bytes not read yet of the message that is being read.</summary>
    public readonly int Remaining
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _end - _position;
    }

    /// <summary>Reads the tag of the next field; 0 at the end of the message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadTag()
    {
        if (_position >= _end)
        {
            return 0;
        }

        uint first = Unsafe.Add(ref Unsafe.AsRef(in _start), _position);
        if (first - 8 < 0x78)
        {
            _position++;
            return first;
        }

        var tag = ReadLongTag(in _start, _position, _end, _offset, out var next);
        _position = next;
        return tag;
    }

    /// <summary>Reads on when the next field has this tag: items of a list follow each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadTag(uint tag)
    {
        var position = _position;
        if (position < _end && ReadTag() == tag)
        {
            return true;
        }

        _position = position;
        return false;
    }

    /// <summary>Enters a length-delimited value: a message, a map entry or packed numbers.</summary>
    /// <returns>What <see cref="Leave"/> wants back.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Enter()
    {
        var length = ReadLength();
        var end = _end;
        _end = _position + length;
        _depth++;
        CheckDepth();
        return end;
    }

    /// <summary>Leaves what <see cref="Enter"/> entered, at its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(int end)
    {
        _end = end;
        _depth--;
    }

    /// <summary>
    /// A reader of a message that is not repeated. When it comes again, as the format allows, it is read once more with
    /// what came before in front: that is what merging means.
    /// </summary>
    /// <param name="merged">The value's bytes so far; empty at first.</param>
    public ProtobufReader ReadMerged(scoped ref ReadOnlySpan<byte> merged)
    {
        var bytes = ReadBytes();
        if (!merged.IsEmpty)
        {
            if (++_merges > MaxMerges)
            {
                MalformedDataException.Throw($"more than {MaxMerges} fields come again that cannot", Position);
            }

            byte[] both = [.. merged, .. bytes];
            bytes = both;
        }

        merged = bytes;
        return new ProtobufReader(bytes, Position - bytes.Length, _depth + 1, _merges, _isChecked);
    }

    /// <summary>
    /// A reader of a message that is not there: every field has its default. Counts as nesting, so that a type that
    /// must hold itself is refused instead of overflowing the stack.
    /// </summary>
    public readonly ProtobufReader Absent() => new(default, Position, _depth + 1, _merges, _isChecked);

    /// <summary>Says that a message cannot be without a value.</summary>
    [DoesNotReturn]
    public readonly void ThrowMissing(string what) => MalformedDataException.Throw($"{what} is missing", Position);

    /// <summary>Reads an int64, or an int32 that may be sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadInt64() => (long)ReadUInt64();

    /// <summary>Reads an int32 as other implementations do: bits above 32 are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32() => (int)ReadUInt64();

    /// <summary>Reads a uint32 as other implementations do: bits above 32 are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => (uint)ReadUInt64();

    /// <summary>Reads a number between two bounds; used for C# types narrower than Protobuf's numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32(int min, int max)
    {
        var position = Position;
        var value = ReadInt32();
        if (value < min || value > max)
        {
            ThrowOutside(value, min, max, position);
        }

        return value;
    }

    /// <summary>Reads a uint64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUInt64()
    {
        if (_position < _end)
        {
            ulong first = Unsafe.Add(ref Unsafe.AsRef(in _start), _position);
            if (first < 0x80)
            {
                _position++;
                return first;
            }
        }

        // By value: a reader whose address nobody takes can live in registers.
        var value = ReadLongVarint(in _start, _position, _end, _offset, out var next);
        _position = next;
        return value;
    }

    /// <summary>Reads a bool; any number but 0 is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBoolean() => ReadUInt64() != 0;

    /// <summary>Reads a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    /// <summary>Reads a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>Reads bytes with their length; the span points into the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLength());

    /// <summary>Reads a string. Bytes that are not UTF-8 are an error, never replaced.</summary>
    public string ReadString() => Utf8Text.Decode(ReadBytes(), Position);

    /// <summary>
    /// How many items with this tag follow each other, the one whose tag was just read included; so that a list gets
    /// its exact size. Never more than half the bytes that remain.
    /// </summary>
    public readonly int CountItems(uint tag)
    {
        var ahead = this;
        var count = 1;
        ahead.SkipValue(tag);
        while (ahead.TryReadTag(tag))
        {
            ahead.SkipValue(tag);
            count++;
        }

        return count;
    }

    /// <summary>How many varints the packed value holds that was just entered.</summary>
    public readonly int CountPacked() => Remaining - (int)CountContinuations(
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.AsRef(in _start), _position), Remaining));

    /// <summary>How many packed values of this size the value holds that was just entered.</summary>
    public readonly int CountPacked(int size)
    {
        if (Remaining % size != 0)
        {
            MalformedDataException.Throw($"{Remaining} bytes are not whole numbers of {size}", Position);
        }

        return Remaining / size;
    }

    private static long CountContinuations(ReadOnlySpan<byte> bytes)
    {
        var count = 0L;
        foreach (var b in bytes)
        {
            count += b >> 7;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint ReadLongTag(ref readonly byte start, int position, int end, int offset, out int next)
    {
        var tag = ReadLongVarint(in start, position, end, offset, out next);
        if (tag > uint.MaxValue || tag >> 3 == 0)
        {
            MalformedDataException.Throw($"{tag} is no tag of a field", offset + position);
        }

        return (uint)tag;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ReadLongVarint(ref readonly byte start, int position, int end, int offset, out int next)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= end)
            {
                MalformedDataException.Throw("the data ends inside a number", offset + position);
            }

            ulong b = Unsafe.Add(ref Unsafe.AsRef(in start), position++);
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                next = position;
                return value;
            }
        }

        MalformedDataException.Throw("a number is longer than ten bytes", offset + position);
        next = position;
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadLength()
    {
        var length = ReadUInt64();
        if (length > (ulong)(_end - _position))
        {
            ThrowTooLong(length, Remaining, Position);
        }

        return (int)length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        var position = _position;
        if ((uint)count > (uint)(_end - position))
        {
            ThrowTooLong((ulong)count, Remaining, Position);
        }

        _position = position + count;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.AsRef(in _start), position), count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void CheckDepth()
    {
        if (_depth > MaxDepth)
        {
            ThrowTooDeep(Position);
        }
    }

    [DoesNotReturn]
    private static void ThrowTooDeep(int position) =>
        throw new MalformedDataException($"messages nest deeper than {MaxDepth}", position);

    [DoesNotReturn]
    private static void ThrowOutside(int value, int min, int max, int position) =>
        throw new MalformedDataException($"{value} is outside {min} to {max}", position);

    [DoesNotReturn]
    private static void ThrowTooLong(ulong length, int remaining, int position) =>
        throw new MalformedDataException($"a length of {length} exceeds the {remaining} bytes left", position);
}
