// Cuts the bytes of a connection into request frames: int32 length, then that many bytes.
// Owns the buffers of what was received. A connection that says nothing holds none. The rest of a large frame is
// received where it stays. A length that is not allowed is refused before any memory is taken for it; a large frame's
// buffer grows with what has arrived, so an announced size alone costs nothing.
using System.Buffers;
using System.Buffers.Binary;

namespace TypedStreams.Broker.Listeners;

internal sealed class FrameReader(Stream input, int maxFrameBytes) : IDisposable
{
    private const int LengthBytes = sizeof(int);

    // Received at a time while no frame has begun: many small requests, or the beginning of a large one.
    private const int HeadBytes = 32 * 1024;
    private const int FirstFrameBytes = 1 << 20;

    // What a frame is given at once when its first part has come: room for full batches of many partitions.
    private const int MostAtOnce = 1 << 24;

    // The smallest request header: API key, version, correlation id.
    private const int MinFrameBytes = 8;

    private byte[]? _head;
    private int _start;
    private int _end;

    private byte[]? _frame;
    private int _frameBytes;
    private int _filled;

    /// <summary>
    /// Takes the next frame when it is whole. Throws <see cref="InvalidFrameException"/> when the announced length is
    /// not allowed.
    /// </summary>
    internal bool TryTake(out RequestFrame frame)
    {
        frame = default;
        if (_frame is null && !TryBegin())
        {
            return false;
        }

        while (_filled < _frameBytes && _start < _end)
        {
            Memory<byte> room = Room();
            int take = Math.Min(_end - _start, room.Length);
            _head.AsSpan(_start, take).CopyTo(room.Span);
            _start += take;
            _filled += take;
        }

        if (_filled < _frameBytes)
        {
            return false;
        }

        frame = new RequestFrame(_frame!, _frameBytes);
        _frame = null;
        return true;
    }

    /// <summary>Receives more, once nothing can be taken. False when the peer has closed its side.</summary>
    internal async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_frame is not null)
        {
            int received = await input.ReadAsync(Room(), cancellationToken);
            _filled += received;
            return received > 0;
        }

        if (_start == _end)
        {
            ReturnHead();
            _ = await input.ReadAsync(Memory<byte>.Empty, cancellationToken);
        }

        MakeRoomInHead();
        int arrived = await input.ReadAsync(_head.AsMemory(_end), cancellationToken);
        _end += arrived;
        return arrived > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReturnHead();
        if (_frame is { } unfinished)
        {
            _frame = null;
            ArrayPool<byte>.Shared.Return(unfinished);
        }
    }

    private bool TryBegin()
    {
        if (_end - _start < LengthBytes)
        {
            return false;
        }

        int announced = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(_start));
        if (announced < MinFrameBytes || announced > maxFrameBytes)
        {
            throw new InvalidFrameException(
                $"A frame of {announced} bytes was announced; {MinFrameBytes} to {maxFrameBytes} are allowed.");
        }

        _start += LengthBytes;
        _frameBytes = announced;
        _filled = 0;
        _frame = ArrayPool<byte>.Shared.Rent(Math.Min(announced, FirstFrameBytes));
        return true;
    }

    // What is left of the frame's buffer; a full one is replaced by a larger one.
    private Memory<byte> Room()
    {
        if (_filled == _frame!.Length)
        {
            long enough = _frameBytes <= MostAtOnce ? _frameBytes : Math.Max((long)_frame.Length * 2, MostAtOnce);
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(enough, _frameBytes));
            _frame.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_frame);
            _frame = larger;
        }

        return _frame.AsMemory(_filled..Math.Min(_frame.Length, _frameBytes));
    }

    private void MakeRoomInHead()
    {
        _head ??= ArrayPool<byte>.Shared.Rent(HeadBytes);
        _head.AsSpan(_start.._end).CopyTo(_head);
        _end -= _start;
        _start = 0;
    }

    private void ReturnHead()
    {
        if (_head is { } empty)
        {
            _head = null;
            _start = 0;
            _end = 0;
            ArrayPool<byte>.Shared.Return(empty);
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
