// The written data and the place in it. Checks every length against the bytes that remain, and nesting against a bound.

using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Schemas.Avro;

internal ref struct Cursor(ReadOnlySpan<byte> data)
{
    internal const int MaxDepth = 256;

    /// <summary>Bytes of the longest number of 64 bits.</summary>
    private const int MaxVarint = 10;

    private readonly ReadOnlySpan<byte> _data = data;

    internal int Position { get; set; }

    internal int Depth { get; set; }

    internal readonly int Remaining => _data.Length - Position;

    internal readonly ReadOnlySpan<byte> Since(int start) => _data[start..Position];

    internal void Skip(long count)
    {
        if ((ulong)count > (ulong)Remaining)
        {
            Fail($"{count} bytes are needed and {Remaining} left");
        }

        Position += (int)count;
    }

    internal ReadOnlySpan<byte> Take(int count)
    {
        var start = Position;
        Skip(count);
        return _data.Slice(start, count);
    }

    internal void SkipVarint()
    {
        for (var i = 0; i < MaxVarint; i++)
        {
            var b = Take(1)[0];
            if (b < 0x80)
            {
                RequireLong(i, b);
                return;
            }
        }

        FailLong();
    }

    internal long ReadLong()
    {
        var value = 0UL;
        for (var i = 0; i < MaxVarint; i++)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                RequireLong(i, b);
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        FailLong();
        return 0;
    }

    /// <summary>Items of the next block; a block's byte size, if given, is passed over.</summary>
    internal long ReadBlockCount()
    {
        var count = ReadLong();
        if (count >= 0)
        {
            return count;
        }

        ReadLong();
        return count == long.MinValue ? long.MaxValue : -count;
    }

    internal int ReadIndex(int count, string what)
    {
        var index = ReadLong();
        if ((ulong)index >= (ulong)count)
        {
            Fail($"{what} {index} does not exist, there are {count}");
        }

        return (int)index;
    }

    internal void Enter()
    {
        if (++Depth > MaxDepth)
        {
            Fail($"values nest deeper than {MaxDepth}");
        }
    }

    /// <summary>The tenth byte has room for one bit, as in every other reader.</summary>
    private void RequireLong(int index, byte last)
    {
        if (index == MaxVarint - 1 && last > 1)
        {
            FailLong();
        }
    }

    [DoesNotReturn]
    private void FailLong()
    {
        Position--; // the byte that is too many
        Fail("a number is longer than 64 bits");
    }

    [DoesNotReturn]
    internal readonly void Fail(string problem) => throw new AvroResolutionException(problem, Position);
}

/// <summary>Writing primitives into the reader's encoding.</summary>
internal static class Output
{
    internal static void WriteLong(this IBufferWriter<byte> output, long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        var span = output.GetSpan(10);
        var i = 0;
        while (zigzag >= 0x80)
        {
            span[i++] = (byte)(zigzag | 0x80);
            zigzag >>= 7;
        }

        span[i++] = (byte)zigzag;
        output.Advance(i);
    }
}
