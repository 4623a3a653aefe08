// The two loops of a connection. Writing takes everything that was queued while the last send ran, in one send; reading
// keeps a small read-ahead for short answers and receives long ones straight into the frame they stay in.
using System.Buffers.Binary;
using System.Net.Sockets;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Connections;

internal sealed partial class BrokerConnection
{
    private const int ReadAheadBytes = 16 << 10;

    private async Task WriteLoopAsync()
    {
        try
        {
            while (true)
            {
                await _written.WaitAsync(_ended.Token);
                PooledBuffer batch = TakeQueued();
                await _stream.WriteAsync(batch.WrittenMemory, _ended.Token);
                if (batch.Length > KeptSendBytes)
                    batch.Dispose();
                else
                    batch.Clear();
            }
        }
        catch (Exception error) when (IsConnectionEnd(error))
        {
            Break($"sending failed: {error.Message}", error);
        }
    }

    private PooledBuffer TakeQueued()
    {
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            return _sending;
        }
    }

    private async Task ReadLoopAsync()
    {
        byte[] ahead = new byte[ReadAheadBytes];
        int at = 0;
        int end = 0;
        try
        {
            while (true)
            {
                while (end - at < sizeof(int))
                {
                    ahead.AsSpan(at, end - at).CopyTo(ahead);
                    (at, end) = (0, end - at);
                    end += await ReceiveAsync(ahead.AsMemory(end));
                }

                int length = BinaryPrimitives.ReadInt32BigEndian(ahead.AsSpan(at));
                at += sizeof(int);
                if (length < sizeof(int) || length > _options.MaxResponseBytes)
                {
                    Break($"a response of {length} bytes is outside 4 to {_options.MaxResponseBytes}");
                    return;
                }

                var frame = new ResponseFrame(length);
                int buffered = Math.Min(length, end - at);
                ahead.AsSpan(at, buffered).CopyTo(frame.Memory.Span);
                at += buffered;
                for (int have = buffered; have < length;)
                    have += await ReceiveAsync(frame.Memory[have..]);

                if (!Complete(frame))
                    return;
            }
        }
        catch (Exception error) when (IsConnectionEnd(error))
        {
            Break($"receiving failed: {error.Message}", error);
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> target)
    {
        int count = await _stream.ReadAsync(target, _ended.Token);
        return count > 0 ? count : throw new IOException("the broker closed it");
    }

    private bool Complete(ResponseFrame frame)
    {
        int correlationId = BinaryPrimitives.ReadInt32BigEndian(frame.Memory.Span);
        PendingRequest? pending;
        lock (_gate)
            _pending.TryDequeue(out pending);

        if (pending is null || pending.CorrelationId != correlationId)
        {
            frame.Release();
            Break($"answer {correlationId} came instead of {pending?.CorrelationId.ToString() ?? "none"}");
            pending?.TrySetException(Broken(pending.What));
            return false;
        }

        if (!pending.TrySetResult(frame))
            frame.Release();

        return true;
    }

    private static bool IsConnectionEnd(Exception error) =>
        error is SocketException or IOException or OperationCanceledException or ObjectDisposedException;
}
