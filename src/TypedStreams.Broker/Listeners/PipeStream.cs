// One end of a connection in process: a duplex stream on two pipes.
using System.IO.Pipelines;

namespace TypedStreams.Broker.Listeners;

/// <summary>A stream as a socket would give it. One reader and one writer at a time.</summary>
internal sealed class PipeStream(PipeReader input, PipeWriter output, Action? closed = null) : Stream
{
    private int _isDisposed;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads; into no room at all, waits until there is something to read, as a socket does.</summary>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            int count = (int)Math.Min(read.Buffer.Length, buffer.Length);
            System.Buffers.ReadOnlySequence<byte> taken = read.Buffer.Slice(0, count);
            foreach (ReadOnlyMemory<byte> part in taken)
            {
                part.CopyTo(buffer);
                buffer = buffer[part.Length..];
            }

            input.AdvanceTo(taken.End);
            return count;
        }
        catch (InvalidOperationException) when (_isDisposed != 0)
        {
            throw new ObjectDisposedException(nameof(PipeStream));
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            FlushResult flushed = await output.WriteAsync(buffer, cancellationToken);
            if (flushed.IsCompleted)
            {
                throw new IOException("The other end of the connection in process was closed.");
            }
        }
        catch (InvalidOperationException) when (_isDisposed != 0)
        {
            throw new ObjectDisposedException(nameof(PipeStream));
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read it asynchronously.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Write it asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            output.Complete();
            input.CancelPendingRead();
            input.Complete();
            closed?.Invoke();
        }

        base.Dispose(disposing);
    }
}
