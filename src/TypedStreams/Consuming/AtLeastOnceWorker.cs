// Handles a partition's records at least once. Owns the position up to which everything is handled; it only grows, and
// only behind handled records, so committing it never skips one.

using System.Diagnostics;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal sealed class AtLeastOnceWorker<THandler>(
    TopicPartition partition, MessageDispatcher<THandler> dispatcher, IPartitionOwner owner, int bufferedLimit)
    : PartitionWorker(partition, owner, bufferedLimit)
    where THandler : class
{
    private const long Nothing = -1;

    private long _position = Nothing;
    private long _committed = Nothing;

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

    internal void Committed(long position) => Volatile.Write(ref _committed, position);

    protected override async Task RunAsync()
    {
        while (await WaitAsync(CancellationToken.None))
        {
            while (TryTake(out var batch))
            {
                using (batch)
                {
                    if (!IsStopping)
                    {
                        await HandleAsync(batch);
                    }
                }

                BatchTaken();
            }
        }
    }

    private async Task HandleAsync(ConsumedBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (IsStopping)
            {
                return;
            }

            var record = batch[i];
            try
            {
                var handling = dispatcher.DispatchAsync(Partition, record, output: null, Cancelled);
                if (!handling.IsCompletedSuccessfully)
                {
                    await handling;
                }
            }
            catch (OperationCanceledException) when (IsStopping)
            {
                // Cut off on purpose: the message is not handled, so it is not committed either.
                return;
            }
            catch (Exception failure)
            {
                Fail(record.Offset, failure);
                return;
            }

            Debug.Assert(record.Offset >= _position, "A partition's position only grows.");
            Volatile.Write(ref _position, record.Offset + 1);
        }

        // Beyond the last record where compaction or transactions left gaps.
        Volatile.Write(ref _position, Math.Max(_position, batch.NextOffset));
    }
}
