// A growing buffer from the shared pool. One owner, who disposes it; what it handed out is invalid afterwards and after
// every growth. Not thread-safe.
using System.Buffers;

namespace TypedStreams.Protocol.Records;

/// <summary>
/// A growing byte buffer that returns its memory to the pool. Reusable: <see cref="Clear"/> keeps it.
/// </summary>
public sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int SmallestArray = 256;

    private byte[] _array = [];
    private int _length;

    /// <summary>Starts empty; rents nothing before the first byte.</summary>
    public PooledBuffer()
    {
    }

    /// <summary>Starts with room for <paramref name="capacity"/> bytes.</summary>
    public PooledBuffer(int capacity) => _array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>Bytes that it has room for, those written included.</summary>
    public int Capacity => _array.Length;

    /// <summary>What was written; valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _length);

    /// <summary>What was written, for patching; valid as <see cref="WrittenMemory"/>.</summary>
    public Span<byte> WrittenSpan => _array.AsSpan(0, _length);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_array.Length - _length), nameof(count));
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsSpan(_length);
    }

    /// <summary>Forgets the bytes and keeps the memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>Forgets the bytes from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
    }

    /// <summary>Returns the memory. The buffer may be used again and then starts empty.</summary>
    public void Dispose()
    {
        byte[] array = _array;
        _array = [];
        _length = 0;
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
    }

    private void Reserve(int count)
    {
        if (_array.Length - _length >= count)
            return;

        long doubled = Math.Min(2L * _array.Length, Array.MaxLength);
        int needed = checked(_length + count);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(Math.Max(doubled, needed), SmallestArray));
        _array.AsSpan(0, _length).CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
