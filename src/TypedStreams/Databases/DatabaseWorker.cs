// Handles a partition's records in transactions of the application's database: what handlers write, what they return
// and the position of the partition commit together. A transaction takes what waits, up to the bounds of a pipeline,
// and commits when nothing waits: an idle group holds no locks. One task runs it.
//
// After a failure of the database the position in it tells what is true: where it was, everything is done again; where
// the failed commit would have put it, the commit had succeeded; anywhere else, the partition is another member's.
// DatabaseWorker.Failures.cs has the failures of handlers.

using System.Data.Common;
using TypedStreams.Client;
using TypedStreams.Consuming;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Databases;

internal sealed partial class DatabaseWorker<THandler>(
    TopicPartition partition,
    TopicHandling<THandler> topic,
    IPartitionOwner owner,
    GroupDatabase database,
    long? position,
    DatabaseOutput output,
    TypedStreamsOptions options)
    : PartitionWorker(partition, owner, options.Consumer.BufferedBatches)
    where THandler : class
{
    /// <summary>What a commit may take beyond the drain when the worker stops.</summary>
    private static readonly TimeSpan CommitOnStop = TimeSpan.FromSeconds(5);

    private readonly PipelineSettings _settings = options.Pipeline;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly PipelineInputs _inputs = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandon = new();
    private long? _stored = position;
    private bool _isCommitting;
    private int _failures;
    private int _limit = options.Pipeline.MaxMessages;
    private long _failingSince;

    protected override async Task RunAsync()
    {
        try
        {
            OpenBatches();
            while (await HasInputAsync() && await TurnAsync())
            {
            }
        }
        finally
        {
            await CloseBatchesAsync();
            _inputs.Dispose();
        }
    }

    protected override void Stopping()
    {
        _released.TrySetResult();
        _signal.Wake();
        _abandon.CancelAfter(IsLost ? TimeSpan.Zero : options.Consumer.DrainTimeout + CommitOnStop);
    }

    private ValueTask<bool> HasInputAsync() => _batches is { } batches ? HasBatchAsync(batches) : HasRecordAsync();

    private async ValueTask<bool> HasRecordAsync()
    {
        while (!IsStopping)
        {
            if (!TryNext(out var record))
            {
                if (!await WaitAsync(CancellationToken.None))
                {
                    return false;
                }
            }
            else if (DueIn(record) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, topic.Time, StopRequested)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next record that is here already.</summary>
    private bool TryNext(out ConsumedRecord record)
    {
        while (!_inputs.TryPeek(out record))
        {
            if (!TryTakeInto(_inputs))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One transaction, or what follows one that failed; false at the end.</summary>
    private async Task<bool> TurnAsync()
    {
        try
        {
            if (_failures > 0 && !await FindOutAsync())
            {
                return false;
            }

            if (_batches is { } batches)
            {
                return await BatchTurnAsync(batches);
            }

            if (TryNext(out var next) && next.Offset == _failedAt)
            {
                return await SettleAsync(next);
            }

            await TransactAsync(HandleAsync);
            _failures = 0;
            _limit = (int)Math.Min(_limit * 2L, _settings.MaxMessages);
            return true;
        }
        catch (Exception failure)
        {
            return await RecoverAsync(failure);
        }
    }

    /// <param name="work">What is done in the transaction; says of how many records.</param>
    private async Task TransactAsync(Func<DbConnection, Task<int>> work)
    {
        await database.EnterAsync(_abandon.Token);
        try
        {
            await using var connection = await database.OpenConnectionAsync(_abandon.Token);
            await using var transaction = await connection.BeginTransactionAsync(_abandon.Token);
            output.Begin(transaction);
            var started = _time.GetTimestamp();
            var messages = await work(connection);
            if (messages > 0)
            {
                var sent = await output.WriteAsync(_abandon.Token);
                await CommitAsync(transaction);
                database.Journal.Committed(messages, _time.GetElapsedTime(started));
                if (sent > 0)
                {
                    database.Wake();
                }
            }
        }
        finally
        {
            output.End();
            database.Leave();
        }
    }

    /// <summary>Handles what is here, up to a bound or the record to stop at; how many records.</summary>
    private async Task<int> HandleAsync(DbConnection connection)
    {
        var started = _time.GetTimestamp();
        var messages = 0;
        var bytes = 0L;
        while (!IsStopping && TryNext(out var record) && record.Offset != _failedAt && messages < _limit
            && bytes < _settings.MaxBytes && _time.GetElapsedTime(started) < _settings.CommitInterval
            && DueIn(record) <= TimeSpan.Zero)
        {
            bytes += (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0);
            await HandleAsync(connection, record);
            _inputs.Advance(record.Offset);
            messages++;
        }

        return messages;
    }

    private async Task CommitAsync(DbTransaction transaction)
    {
        _inputs.TryPeek(out _); // over the gap behind a batch that is done
        await database.Positions.MoveAsync(transaction, Partition, _stored, _inputs.Position, _abandon.Token);
        _isCommitting = true;
        await transaction.CommitAsync(_abandon.Token);
        Committed();
    }

    private void Committed()
    {
        _isCommitting = false;
        _stored = _inputs.Position;
        _inputs.Commit();
    }

    /// <summary>Whether there is another turn.</summary>
    private async Task<bool> RecoverAsync(Exception failure)
    {
        if (IsStopping)
        {
            return false; // rolled back; the next owner begins at the position in the database
        }

        if (ReferenceEquals(failure, _failure))
        {
            Rewind();
            return true;
        }

        _failingSince = _failures == 0 ? _time.GetTimestamp() : _failingSince;
        if (_time.GetElapsedTime(_failingSince) >= _settings.RetryFor)
        {
            Fail(Math.Max(_inputs.Committed, 0), failure);
            return false;
        }

        _limit = 1; // smaller transactions conflict less; doubled again with each that commits
        database.Journal.Again(Partition, ++_failures, failure);
        await Pauses.PauseAsync(_failures, _time, _abandon.Token);
        return !IsStopping;
    }

    /// <summary>Reads what is true after a failure; false when the partition is another member's.</summary>
    private async Task<bool> FindOutAsync()
    {
        await using var connection = await database.OpenConnectionAsync(_abandon.Token);
        var stored = await database.Positions.ReadAsync(connection, Partition, _abandon.Token);
        if (_isCommitting && stored == _inputs.Position)
        {
            Committed();
            return true;
        }

        if (stored != _stored)
        {
            await WaitForReleaseAsync(stored);
            return false;
        }

        _isCommitting = false;
        Rewind();
        return true;
    }

    private void Rewind()
    {
        _inputs.Rewind();
        _batches?.Clear();
    }

    // The partition is another member's, and the group will say so: until then nothing of it may be handled.
    private async Task WaitForReleaseAsync(long? stored)
    {
        database.Journal.Moved(Partition, stored);
        await _released.Task.WaitAsync(Pauses.Replaced, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!IsStopping)
        {
            Fail(Math.Max(_inputs.Committed, 0), new InvalidOperationException(
                $"The position of {Partition} in the database was moved to {stored} by someone else, and this worker "
                + $"had put it at {_stored}. Does another application use the same group name on this database?"));
        }
    }
}
