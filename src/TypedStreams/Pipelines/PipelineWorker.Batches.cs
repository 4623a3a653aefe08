// Exactly once with handlers that take several messages in a call. A batch is read while the transaction of the one
// before may still be open, and never waited for within a transaction beyond its bounds. What a call returns is kept
// back until it has returned all of it, so that nothing of a failed call is ever in the transaction.

using TypedStreams.Consuming.Batches;

namespace TypedStreams.Pipelines;

internal sealed partial class PipelineWorker<THandler>
{
    private BatchReader<THandler>? _batches;
    private StagedOutput? _staged;

    private void OpenBatches()
    {
        _staged = output.Stage();
        _batches = new BatchReader<THandler>(
            Partition, topic, _inputs, () => TryTakeInto(_inputs), _signal, Cancelled);
    }

    /// <summary>One batch into the transaction, one failure or one wait; false at the end.</summary>
    private async ValueTask<bool> BatchTurnAsync(BatchReader<THandler> batches)
    {
        if (IsStopping)
        {
            await CommitAsync(); // a batch that waits for more is dropped, and comes again
            return false;
        }

        switch (await batches.ReadAsync(_stopAt))
        {
            case BatchState.Ready:
                await HandleAsync(batches);
                return true;
            case BatchState.Settle:
                return await SettleAsync(batches);
            case BatchState.Stop:
                await CommitAsync();
                Fail(_stopAt, _stopCause!);
                return false;
            default:
                await WaitOrCommitAsync();
                return true;
        }
    }

    private async ValueTask HandleAsync(BatchReader<THandler> batches)
    {
        _staged!.Clear();
        if (await batches.HandleAsync(_staged) is { } failure)
        {
            if (!(IsStopping && failure is OperationCanceledException))
            {
                batches.Failed(failure, countsBefore: false);
            }

            return;
        }

        Begin();
        _countBefore = output.Count;
        await _staged.PostToAsync(output, Cancelled);
        var (messages, bytes) = (batches.Count, batches.Bytes);
        batches.Advance();
        await HandledAsync(messages, bytes);
    }

    private async ValueTask<bool> SettleAsync(BatchReader<THandler> batches)
    {
        var settlement = await batches.SettleAsync();
        if (settlement.Pause is { } pause)
        {
            if (pause > TimeSpan.Zero)
            {
                await CommitAsync(); // a transaction does not wait for a handler
                await Task.Delay(pause, _time, StopRequested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return true;
        }

        var record = settlement.Record;
        if (settlement.Letter is not { } letter)
        {
            await CommitAsync();
            Fail(record.Offset, settlement.Failure!);
            return false;
        }

        Begin();
        _countBefore = output.Count;
        await output.PostAsync(letter.Topic, letter.Record, letter.Options, Cancelled);
        batches.Skip(record);
        await HandledAsync(messages: 1, (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0));
        return true;
    }
}
