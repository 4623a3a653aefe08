// Records that are handled in batches: decoded one by one, called together.

using TypedStreams.Client;
using TypedStreams.Consuming.Batches;
using TypedStreams.Protocol;
using TypedStreams.Telemetry;

namespace TypedStreams.Consuming;

internal sealed partial class MessageDispatcher<THandler>
{
    /// <summary>Decodes a record into the batch that is collected; a tombstone is no message and adds none.</summary>
    internal ValueTask CollectAsync(
        TopicPartition partition,
        in ConsumedRecord record,
        BatchCollector collector,
        CallProgress progress,
        CancellationToken cancellationToken) =>
        DispatchAsync(partition, record, output: null, cancellationToken, progress, collector);

    /// <summary>Calls the handler with what was collected.</summary>
    /// <param name="batch">The messages of one type.</param>
    /// <param name="output">Where what the handler returns goes; null when it returns nothing.</param>
    /// <param name="progress">Is told that the handler is reached.</param>
    /// <param name="cancellationToken">For the handler.</param>
    internal ValueTask CallAsync(
        PendingBatch batch, IPipelineOutput? output, CallProgress progress, CancellationToken cancellationToken) =>
        Instruments.IsProcessingObserved
            ? ObserveAsync(batch, output, progress, cancellationToken)
            : CallHandlerAsync(batch, output, progress, cancellationToken);

    private async ValueTask ObserveAsync(
        PendingBatch batch, IPipelineOutput? output, CallProgress progress, CancellationToken cancellationToken)
    {
        var observation = batch.Type.IsBatch
            ? Observation.OfBatch(batch.Contexts, group)
            : Observation.OfProcessing(batch.Contexts[0], group);
        Exception? failure = null;
        try
        {
            await CallHandlerAsync(batch, output, progress, cancellationToken);
        }
        catch (Exception caught)
        {
            failure = caught;
            throw;
        }
        finally
        {
            observation.End(failure);
        }
    }

    private async ValueTask CallHandlerAsync(
        PendingBatch batch, IPipelineOutput? output, CallProgress progress, CancellationToken cancellationToken)
    {
        var type = (MessageType<THandler>)batch.Type;
        if (handlers is { Shared: { } handler, Middleware: null })
        {
            progress.Decoded();
            await type.CallAsync(handler, batch, output, middleware: null, cancellationToken);
            return;
        }

        await using var lease = handlers.Rent();
        progress.Decoded();
        await type.CallAsync(lease.Handler, batch, output, lease.With(handlers.Middleware), cancellationToken);
    }
}
