// The answers of one connection on their way out: bytes in pooled memory, and parts of log files in between, which the
// kernel sends by itself where it can. Owns both until they are sent. One thread at a time.
using System.Buffers;
using System.Net.Sockets;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Listeners;

/// <param name="stream">Takes the bytes.</param>
/// <param name="socket">The socket that the stream writes to as it is; null when there is none.</param>
internal sealed class AnswerWriter(Stream stream, Socket? socket) : IFileOutput
{
    private const int FirstBufferBytes = 4 * 1024;
    private const int BufferBytes = 64 * 1024;

    // A shorter part of a file costs more to send by itself than to copy.
    private const int MinFileBytes = 32 * 1024;

    private readonly List<Part> _parts = [];
    private byte[]? _buffer;
    private int _used;

    /// <summary>Bytes that wait for a flush.</summary>
    internal long UnflushedBytes { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        _used += count;
        UnflushedBytes += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(_used);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(_used);

    /// <inheritdoc/>
    public bool TryWrite(LogSlice slice)
    {
        if (socket is null || slice.Length < MinFileBytes || slice.Handle is null || !FileSend.IsSupported)
        {
            return false;
        }

        EndBuffer();
        _parts.Add(new Part([], 0, slice.Share()));
        UnflushedBytes += slice.Length;
        return true;
    }

    /// <summary>
    /// Sends what was written. Throws <see cref="IOException"/> when the peer is gone, <see
    /// cref="EndOfStreamException"/> when a log was truncated below what is sent: the connection is of no use then.
    /// </summary>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        EndBuffer();
        try
        {
            foreach (Part part in _parts)
            {
                await (part.Slice is { } slice
                    ? SendFileAsync(slice, cancellationToken)
                    : stream.WriteAsync(part.Bytes, cancellationToken));
            }
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Drops what was written and not sent.</summary>
    internal void Clear()
    {
        EndBuffer();
        foreach (Part part in _parts)
        {
            part.Release();
        }

        _parts.Clear();
        UnflushedBytes = 0;
    }

    private async ValueTask SendFileAsync(LogSlice slice, CancellationToken cancellationToken)
    {
        for (int sent = 0; sent < slice.Length;)
        {
            int taken = FileSend.Send(socket!.SafeHandle, slice.Handle!, slice.Position + sent, slice.Length - sent);
            sent += taken > 0 ? taken : await CopyAsync(slice, sent, cancellationToken);
        }
    }

    // The socket is full, or the kernel will not: a piece by way of memory waits until there is room, and if something
    // is wrong, says what.
    private async ValueTask<int> CopyAsync(LogSlice slice, int from, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count = Math.Min(BufferBytes, slice.Length - from);
            slice.Read(from, buffer.AsSpan(0, count));
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[] Room(int sizeHint)
    {
        if (_buffer is null || _buffer.Length - _used < Math.Max(1, sizeHint))
        {
            EndBuffer();
            int usual = _parts.Count == 0 ? FirstBufferBytes : BufferBytes;
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(usual, sizeHint));
        }

        return _buffer;
    }

    private void EndBuffer()
    {
        if (_buffer is { } full)
        {
            _parts.Add(new Part(full, _used, Slice: null));
            _buffer = null;
            _used = 0;
        }
    }

    private readonly record struct Part(byte[] Buffer, int Used, LogSlice? Slice)
    {
        internal ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Used);

        internal void Release()
        {
            if (Slice is null)
            {
                ArrayPool<byte>.Shared.Return(Buffer);
            }

            Slice?.Dispose();
        }
    }
}
