// Handles a partition's records at least once, one after the other: the order a partition has is the order its handler
// sees.

using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal sealed class InOrderWorker<THandler>(
    TopicPartition partition, MessageDispatcher<THandler> dispatcher, IPartitionOwner owner, int bufferedLimit)
    : AtLeastOnceWorker(partition, owner, bufferedLimit)
    where THandler : class
{
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

            MoveTo(record.Offset + 1);
        }

        // Beyond the last record where compaction or transactions left gaps.
        MoveTo(batch.NextOffset);
    }
}
