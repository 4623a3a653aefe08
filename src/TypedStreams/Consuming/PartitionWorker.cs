// The records of one assigned partition, one after the other: the order a partition has is the order its handler
// sees. Owns the batches that wait and the position up to which everything is handled; that position only grows, and
// only behind handled records, so committing it never skips one. One task runs it; offers come from the group's
// receive loop.

using System.Diagnostics;
using System.Threading.Channels;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal sealed class PartitionWorker<THandler>
    where THandler : class
{
    private const long Nothing = -1;

    private readonly Channel<ConsumedBatch> _waiting =
        Channel.CreateUnbounded<ConsumedBatch>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _flow = new();
    private readonly MessageDispatcher<THandler> _dispatcher;
    private readonly IPartitionOwner _owner;
    private readonly int _bufferedLimit;
    private readonly Task _running;
    private volatile bool _isStopping;
    private long _position = Nothing;
    private long _committed = Nothing;
    private int _buffered;
    private bool _isPaused;

    internal PartitionWorker(
        TopicPartition partition, MessageDispatcher<THandler> dispatcher, IPartitionOwner owner, int bufferedLimit)
    {
        Partition = partition;
        _dispatcher = dispatcher;
        _owner = owner;
        _bufferedLimit = bufferedLimit;
        _running = Task.Run(RunAsync);
    }

    internal TopicPartition Partition { get; }

    /// <summary>What to commit: the next offset to handle; null when that is committed already.</summary>
    internal TopicPartitionOffset? Uncommitted
    {
        get
        {
            var position = Volatile.Read(ref _position);
            return position > Volatile.Read(ref _committed)
                ? new TopicPartitionOffset(Partition.Topic, Partition.Partition, position)
                : null;
        }
    }

    /// <summary>
    /// Queues a batch and takes it over; pauses the partition when that was the last there is room for.
    /// </summary>
    internal void Offer(ConsumedBatch batch)
    {
        if (!_waiting.Writer.TryWrite(batch))
        {
            batch.Dispose();
            return;
        }

        lock (_flow)
        {
            if (++_buffered >= _bufferedLimit && !_isPaused)
            {
                _isPaused = true;
                _owner.Pause(Partition);
            }
        }
    }

    internal void Committed(long position) => Volatile.Write(ref _committed, position);

    /// <summary>
    /// Ends after the record that is being handled. Its handler gets <paramref name="patience"/> to finish, then its
    /// token is cancelled; the wait goes on until it has returned, because until then the partition is not free.
    /// </summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        _isStopping = true;
        _waiting.Writer.TryComplete();
        if (patience > TimeSpan.Zero)
        {
            await Task.WhenAny(_running, Task.Delay(patience));
        }

        await _cancel.CancelAsync();
        await _running;
        _cancel.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var batch in _waiting.Reader.ReadAllAsync())
            {
                using (batch)
                {
                    if (!_isStopping)
                    {
                        await HandleAsync(batch);
                    }
                }

                BatchDone();
            }
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var rest))
            {
                rest.Dispose();
            }
        }
    }

    private void BatchDone()
    {
        lock (_flow)
        {
            if (--_buffered <= _bufferedLimit / 2 && _isPaused && !_isStopping)
            {
                _isPaused = false;
                _owner.Resume(Partition);
            }
        }
    }

    private async Task HandleAsync(ConsumedBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (_isStopping)
            {
                return;
            }

            var record = batch[i];
            try
            {
                var handling = _dispatcher.DispatchAsync(Partition, record, _cancel.Token);
                if (!handling.IsCompletedSuccessfully)
                {
                    await handling;
                }
            }
            catch (OperationCanceledException) when (_isStopping)
            {
                // Cut off on purpose: the message is not handled, so it is not committed either.
                return;
            }
            catch (Exception failure)
            {
                _isStopping = true;
                _owner.PartitionFailed(Partition, record.Offset, failure);
                return;
            }

            Debug.Assert(record.Offset >= _position, "A partition's position only grows.");
            Volatile.Write(ref _position, record.Offset + 1);
        }

        // Beyond the last record where compaction or transactions left gaps.
        Volatile.Write(ref _position, Math.Max(_position, batch.NextOffset));
    }
}

/// <summary>What a partition worker tells its group.</summary>
internal interface IPartitionOwner
{
    /// <summary>Enough batches of the partition wait.</summary>
    void Pause(TopicPartition partition);

    /// <summary>There is room for more.</summary>
    void Resume(TopicPartition partition);

    /// <summary>A record could not be handled; the partition handles nothing more.</summary>
    void PartitionFailed(TopicPartition partition, long offset, Exception failure);
}
