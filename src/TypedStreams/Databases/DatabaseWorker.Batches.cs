// Handlers that take several messages in a call, in a transaction of the application's database. The first batch is
// read before the transaction begins, so that no lock is held while it waits for more; further ones join it when they
// are complete already.

using System.Data.Common;
using System.Runtime.ExceptionServices;
using TypedStreams.Consuming.Batches;
using TypedStreams.Consuming.Lanes;
using TypedStreams.Outbox;

namespace TypedStreams.Databases;

internal sealed partial class DatabaseWorker<THandler>
{
    private readonly WakeSignal _signal = new();
    private BatchReader<THandler>? _batches;

    protected override void Arrived() => _signal.Wake();

    private void OpenBatches()
    {
        if (topic.IsBatched)
        {
            _batches = new BatchReader<THandler>(
                Partition, topic, _inputs, () => TryTakeInto(_inputs), _signal, Cancelled);
        }
    }

    private ValueTask CloseBatchesAsync() => _batches?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Waits until there is a batch to handle; false when the worker stops first.</summary>
    private async ValueTask<bool> HasBatchAsync(BatchReader<THandler> batches)
    {
        while (!IsStopping)
        {
            if (await batches.ReadAsync() != BatchState.Waiting)
            {
                return true;
            }

            await _signal.WaitAsync();
        }

        return false;
    }

    /// <summary>One transaction, or what follows a failure; false at the end.</summary>
    private async Task<bool> BatchTurnAsync(BatchReader<THandler> batches)
    {
        if (await batches.ReadAsync() == BatchState.Settle)
        {
            return await SettleAsync(batches);
        }

        await TransactAsync(connection => HandleAsync(batches, connection));
        _failures = 0;
        _limit = (int)Math.Min(_limit * 2L, _settings.MaxMessages);
        return true;
    }

    /// <summary>Handles what is here, up to a bound or the batch that failed; how many messages.</summary>
    private async Task<int> HandleAsync(BatchReader<THandler> batches, DbConnection connection)
    {
        var started = _time.GetTimestamp();
        var messages = 0;
        var bytes = 0L;
        while (!IsStopping && messages < _limit && bytes < _settings.MaxBytes
            && _time.GetElapsedTime(started) < _settings.CommitInterval
            && await batches.ReadAsync() == BatchState.Ready)
        {
            if (await batches.HandleAsync(output) is { } failure)
            {
                if (!IsOfDatabase(failure, connection))
                {
                    batches.Failed(failure, countsBefore: false);
                    _failure = failure;
                }

                ExceptionDispatchInfo.Throw(failure);
            }

            messages += Math.Max(batches.Count, 1);
            bytes += batches.Bytes;
            batches.Advance();
        }

        return messages;
    }

    private async Task<bool> SettleAsync(BatchReader<THandler> batches)
    {
        var settlement = await batches.SettleAsync();
        if (settlement.Pause is { } pause)
        {
            await Task.Delay(pause, topic.Time, StopRequested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _limit = 1;
            return !IsStopping;
        }

        if (settlement.Letter is not { } letter)
        {
            Fail(settlement.Record.Offset, settlement.Failure!);
            return false;
        }

        await TransactAsync(_ =>
        {
            output.Add(OutboxRow.Of(letter));
            batches.Skip(settlement.Record);
            return Task.FromResult(1);
        });
        _failures = 0;
        return true;
    }
}
