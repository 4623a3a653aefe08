// Handles a partition's records at least once, in batches, one after the other. One loop: read, handle or settle, move
// the position behind what is handled, wait. A batch that waits for more when the worker stops is dropped: it comes
// again. The first message that cannot be handled stops the partition once everything before it is handled.

using TypedStreams.Consuming.Lanes;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming.Batches;

internal sealed class BatchWorker<THandler> : AtLeastOnceWorker
    where THandler : class
{
    private readonly PipelineInputs _inputs = new();
    private readonly WakeSignal _signal = new();
    private readonly TopicHandling<THandler> _topic;
    private readonly BatchReader<THandler> _batches;

    internal BatchWorker(
        TopicPartition partition, TopicHandling<THandler> topic, IPartitionOwner owner, int bufferedLimit)
        : base(partition, owner, bufferedLimit)
    {
        _topic = topic;
        _batches = new BatchReader<THandler>(
            partition, topic, _inputs, () => TryTakeInto(_inputs), _signal, Cancelled);
    }

    protected override async Task RunAsync()
    {
        try
        {
            while (!IsStopping && await TurnAsync())
            {
            }
        }
        catch (Exception failure)
        {
            // What is wrong with the record that was to be settled: its letter was not written.
            Fail(_inputs.TryPeek(out var record) ? record.Offset : -1, failure);
        }
        finally
        {
            await _batches.DisposeAsync();
            _inputs.Dispose();
        }
    }

    protected override void Arrived() => _signal.Wake();

    protected override void Stopping() => _signal.Wake();

    /// <summary>One batch, one failure or one wait; false at the end.</summary>
    private async ValueTask<bool> TurnAsync()
    {
        switch (await _batches.ReadAsync())
        {
            case BatchState.Ready:
                await HandleAsync();
                return true;
            case BatchState.Settle:
                return await SettleAsync();
            default:
                await _signal.WaitAsync();
                return true;
        }
    }

    private async ValueTask HandleAsync()
    {
        var failure = await _batches.HandleAsync(output: null);
        if (failure is null)
        {
            _batches.Advance();
        }
        else if (!(IsStopping && failure is OperationCanceledException))
        {
            _batches.Failed(failure, countsBefore: true);
        }

        MoveOver();
    }

    private async ValueTask<bool> SettleAsync()
    {
        var settlement = await _batches.SettleAsync();
        if (settlement.Pause is { } pause)
        {
            await Task.Delay(pause, _topic.Time, StopRequested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }

        if (settlement.Letter is not { } letter)
        {
            Fail(settlement.Record.Offset, settlement.Failure!);
            return false;
        }

        await _topic.Letters!.SendAsync(letter, settlement.Failure!);
        _batches.Skip(settlement.Record);
        MoveOver();
        return true;
    }

    private void MoveOver()
    {
        _inputs.TryPeek(out _); // over the gap behind a batch that is done
        MoveTo(_inputs.Position);
        if (_inputs.HasDoneBatch)
        {
            _inputs.Commit();
        }
    }
}
