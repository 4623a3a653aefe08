// Reads Avro's binary encoding from a span. Nothing is trusted: every length is checked against the bytes that remain
// before anything is allocated, nesting is bounded, and each error names the byte. Not thread-safe, lives on one stack.

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedStreams.Codecs;

namespace TypedStreams.Avro;

/// <summary>
/// Reads Avro primitives. Every method throws <see cref="MalformedDataException"/> on bytes that do not fit.
/// </summary>
[SkipLocalsInit]
public ref partial struct AvroReader
{
    /// <summary>
    /// Deepest nesting of a recursive record that is read. 256: far above real data, far below the stack.
    /// </summary>
    internal const int MaxDepth = 256;

    /// <summary>Most items of an array whose items take no bytes, since bytes cannot bound it.</summary>
    private const int MaxEmptyItems = 1 << 16;

    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private int _depth;
    private bool _isChecked;

    /// <summary>Creates a reader at the first byte of <paramref name="data"/>.</summary>
    public AvroReader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>Zero-based byte that is read next.</summary>
    public readonly int Position
    {
        // Inlined where it is never called too: a call would take the reader's address, and it out of registers.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _position;
    }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _data.Length - _position;
    }

    /// <summary>Throws when bytes are left: a value longer than its schema was written with another schema.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void EnsureEnd()
    {
        if (_position != _data.Length)
        {
            ThrowNoEnd(_data.Length - _position, _position);
        }
    }

    /// <summary>Reads a boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBoolean()
    {
        var value = Take(1)[0];
        if (value > 1)
        {
            ThrowNoBoolean(value, _position - 1);
        }

        return value != 0;
    }

    /// <summary>Reads an int; a longer varint than an int can have is an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt()
    {
        var position = _position;
        var value = ReadLong();
        if (value != (int)value)
        {
            ThrowNoInt(value, position);
        }

        return (int)value;
    }

    /// <summary>Reads a long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        var position = _position;
        if ((uint)position < (uint)_data.Length)
        {
            uint zigzag = _data[position];
            if (zigzag < 0x80)
            {
                _position = position + 1;
                return (int)(zigzag >> 1) ^ -(int)(zigzag & 1);
            }
        }

        // By value: a reader whose address nobody takes can live in registers.
        var value = ReadLongVarint(_data, position, out var next);
        _position = next;
        return value;
    }

    /// <summary>Reads a number between two bounds; used for C# types narrower than Avro's int and long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong(long min, long max)
    {
        var position = _position;
        var value = ReadLong();
        if (value < min || value > max)
        {
            ThrowOutside(value, min, max, position);
        }

        return value;
    }

    /// <summary>Reads a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    /// <summary>Reads a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>Reads bytes with their length; the span points into the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLength());

    /// <summary>Reads that many bytes (Avro fixed); the span points into the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadFixed(int size) => Take(size);

    /// <summary>Reads a string. Bytes that are not UTF-8 are an error, never replaced.</summary>
    public string ReadString()
    {
        var bytes = ReadBytes();
        return Utf8Text.Decode(bytes, _position);
    }

    /// <summary>
    /// Reads the item count of the next block of an array or map; 0 ends it. A count that cannot fit the bytes that
    /// remain is an error, so the caller may allocate that many items.
    /// </summary>
    /// <param name="minItemBytes">Fewest bytes an item takes; 0 when an item may take none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBlockCount(int minItemBytes)
    {
        // One byte, not negative: all that most arrays have.
        var position = _position;
        if ((uint)position < (uint)_data.Length && (_data[position] & 0x81) == 0)
        {
            var count = _data[position] >> 1;
            if (count == 0 || (minItemBytes > 0 && (long)count * minItemBytes < _data.Length - position))
            {
                _position = position + 1;
                return count;
            }
        }

        return ReadLongBlockCount(minItemBytes);
    }

    /// <summary>
    /// The item count of the next block of an array or map that nobody wants; 0 ends it. Blocks that say how many bytes
    /// they take are passed over.
    /// </summary>
    /// <param name="minItemBytes">Fewest bytes an item takes; 0 when an item may take none.</param>
    public int SkipBlocks(int minItemBytes)
    {
        while (_position < _data.Length && (_data[_position] & 1) != 0)
        {
            // The lowest bit of a zig-zag number is its sign.
            ReadLong();
            Take(ReadLength());
        }

        return ReadBlockCount(minItemBytes);
    }

    /// <summary>Refuses data that has no counterpart in the reader's schema.</summary>
    /// <param name="problem">What is wrong, one clause.</param>
    /// <typeparam name="T">What would have been read.</typeparam>
    [DoesNotReturn]
    public readonly T Fail<T>(string problem)
    {
        MalformedDataException.Throw(problem, _position);
        return default;
    }

    /// <summary>Reads the branch of a union of null and one type: true when the value follows.</summary>
    /// <param name="valueBranch">Index of the branch that is not null, 0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadIsPresent(int valueBranch)
    {
        var branch = ReadLong();
        if ((ulong)branch > 1)
        {
            ThrowNoBranch(branch, _position - 1);
        }

        return branch == valueBranch;
    }

    /// <summary>Reads the branch of a union of <paramref name="count"/> types.</summary>
    public int ReadBranch(int count)
    {
        var position = _position;
        var branch = ReadLong();
        if ((ulong)branch >= (ulong)count)
        {
            MalformedDataException.Throw($"a union of {count} has no branch {branch}", position);
        }

        return (int)branch;
    }

    /// <summary>Reads an enum's symbol index below <paramref name="count"/>.</summary>
    public int ReadSymbol(int count)
    {
        var position = _position;
        var index = ReadLong();
        if ((ulong)index >= (ulong)count)
        {
            MalformedDataException.Throw($"an enum of {count} symbols has no symbol {index}", position);
        }

        return (int)index;
    }

    /// <summary>Enters a recursive record; pair with <see cref="Ascend"/>.</summary>
    public void Descend()
    {
        if (++_depth > MaxDepth)
        {
            MalformedDataException.Throw($"records nest deeper than {MaxDepth}", _position);
        }
    }

    /// <summary>Leaves a recursive record.</summary>
    public void Ascend() => _depth--;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadLongBlockCount(int minItemBytes)
    {
        var position = _position;
        var count = ReadLong();
        if (count < 0)
        {
            // A negative count is followed by the block's size in bytes, for readers that skip.
            count = count == long.MinValue ? long.MaxValue : -count;
            ReadLength();
        }

        var limit = minItemBytes == 0 ? MaxEmptyItems : Remaining / minItemBytes;
        if (count > limit)
        {
            ThrowNoBlock(count, Remaining, position);
        }

        return (int)count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long ReadLongVarint(ReadOnlySpan<byte> data, int position, out int next)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if ((uint)position >= (uint)data.Length)
            {
                MalformedDataException.Throw("the data ends inside a number", position);
            }

            ulong b = data[position++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                // The tenth byte has room for one bit.
                if (shift == 63 && b > 1)
                {
                    break;
                }

                next = position;
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        MalformedDataException.Throw("a number is longer than 64 bits", position - 1);
        next = position;
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadLength()
    {
        var position = _position;
        var length = ReadLong();
        if ((ulong)length > (ulong)Remaining)
        {
            ThrowTooLong(length, Remaining, position);
        }

        return (int)length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        var position = _position;
        if ((uint)count > (uint)(_data.Length - position))
        {
            ThrowTooShort(count, _data.Length - position, position);
        }

        _position = position + count;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(_data), position), count);
    }

    [DoesNotReturn]
    private static void ThrowNoEnd(int remaining, int position) =>
        throw new MalformedDataException($"{remaining} bytes follow the value", position);

    [DoesNotReturn]
    private static void ThrowNoBoolean(byte value, int position) =>
        throw new MalformedDataException($"a boolean is 0 or 1, not {value}", position);

    [DoesNotReturn]
    private static void ThrowNoInt(long value, int position) =>
        throw new MalformedDataException($"{value} does not fit an int", position);

    [DoesNotReturn]
    private static void ThrowOutside(long value, long min, long max, int position) =>
        throw new MalformedDataException($"{value} is outside {min} to {max}", position);

    [DoesNotReturn]
    private static void ThrowNoBlock(long count, int remaining, int position) =>
        throw new MalformedDataException($"a block of {count} items does not fit the {remaining} bytes left", position);

    [DoesNotReturn]
    private static void ThrowNoBranch(long branch, int position) =>
        throw new MalformedDataException($"a union of two has no branch {branch}", position);

    [DoesNotReturn]
    private static void ThrowTooLong(long length, int remaining, int position) =>
        throw new MalformedDataException($"a length of {length} exceeds the {remaining} bytes left", position);

    [DoesNotReturn]
    private static void ThrowTooShort(int count, int remaining, int position) =>
        throw new MalformedDataException($"{count} bytes are needed and {remaining} left", position);
}
