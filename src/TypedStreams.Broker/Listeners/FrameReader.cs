// Cuts the byte stream of a connection into request frames: int32 length, then that many bytes.
// Owns the buffer of the frame that is being received. A length that is not allowed is refused before any memory is
// taken for it; a large frame's buffer grows with what has arrived, so an announced size alone costs nothing.
using System.Buffers;
using System.Buffers.Binary;

namespace TypedStreams.Broker.Listeners;

internal sealed class FrameReader(int maxFrameBytes) : IDisposable
{
    private const int LengthBytes = sizeof(int);
    private const int FirstBufferBytes = 1 << 20;

    // The smallest request header: API key, version, correlation id.
    private const int MinFrameBytes = 8;

    private readonly byte[] _lengthBytes = new byte[LengthBytes];
    private int _lengthFilled;
    private int _frameBytes = -1;
    private byte[]? _buffer;
    private int _filled;

    /// <summary>
    /// Takes bytes from <paramref name="input"/> until a frame is whole or the input is used up. Throws
    /// <see cref="InvalidFrameException"/> when the announced length is not allowed.
    /// </summary>
    internal bool TryRead(ref ReadOnlySequence<byte> input, out RequestFrame frame)
    {
        frame = default;
        if (_frameBytes < 0 && !TryReadLength(ref input))
        {
            return false;
        }

        while (_filled < _frameBytes && !input.IsEmpty)
        {
            EnsureRoom();
            int take = (int)Math.Min(input.Length, Math.Min(_buffer!.Length, _frameBytes) - _filled);
            input.Slice(0, take).CopyTo(_buffer.AsSpan(_filled));
            input = input.Slice(take);
            _filled += take;
        }

        if (_filled < _frameBytes)
        {
            return false;
        }

        frame = new RequestFrame(_buffer!, _frameBytes);
        _buffer = null;
        _frameBytes = -1;
        _lengthFilled = 0;
        _filled = 0;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } unfinished)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(unfinished);
        }
    }

    private bool TryReadLength(ref ReadOnlySequence<byte> input)
    {
        int take = (int)Math.Min(input.Length, LengthBytes - _lengthFilled);
        input.Slice(0, take).CopyTo(_lengthBytes.AsSpan(_lengthFilled));
        input = input.Slice(take);
        _lengthFilled += take;
        if (_lengthFilled < LengthBytes)
        {
            return false;
        }

        int announced = BinaryPrimitives.ReadInt32BigEndian(_lengthBytes);
        if (announced < MinFrameBytes || announced > maxFrameBytes)
        {
            throw new InvalidFrameException(
                $"A frame of {announced} bytes was announced; {MinFrameBytes} to {maxFrameBytes} are allowed.");
        }

        _frameBytes = announced;
        return true;
    }

    private void EnsureRoom()
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(_frameBytes, FirstBufferBytes));
        }
        else if (_filled == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)_buffer.Length * 2, _frameBytes));
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}

/// <summary>
/// One request frame in a pooled buffer; whoever holds it returns it once, when nothing refers to it any more.
/// </summary>
internal readonly struct RequestFrame(byte[] buffer, int length)
{
    internal ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    internal Memory<byte> Writable => buffer.AsMemory(0, length);

    internal void Return() => ArrayPool<byte>.Shared.Return(buffer);
}

/// <summary>The peer announced a frame of a size that is not allowed; the connection is closed.</summary>
internal sealed class InvalidFrameException(string message) : Exception(message);
