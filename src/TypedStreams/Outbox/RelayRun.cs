// The time during which this process has the relay's partition: batch after batch, until it is told to stop. One task.
// Any failure ends in the same way: the transactional id is taken over anew, which settles the open transaction, and
// the group's offset then says which batches are out. What is in the outbox waits as long as it takes.

using TypedStreams.Client;
using TypedStreams.Pipelines;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Outbox;

internal sealed class RelayRun(
    PartitionTransactions transactions,
    OutboxDatabase database,
    TypedStreamsOptions options,
    RelayJournal journal,
    Action<Exception> fail)
{
    private const long Unknown = -1;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private Task _running = Task.CompletedTask;
    private long _published = Unknown;
    private int _failures;

    internal void Start() => _running = Task.Run(RunAsync);

    /// <summary>
    /// Publishes what waits now, as long as a drain may take; nothing more when the partition is another member's.
    /// </summary>
    internal async Task StopAsync(bool isLost)
    {
        await _stopping.CancelAsync();
        _abandon.CancelAfter(isLost ? TimeSpan.Zero : options.Consumer.DrainTimeout);
        await _running;
    }

    private async Task RunAsync()
    {
        var goesOn = true;
        while (goesOn)
        {
            Exception? failure = null;
            try
            {
                goesOn = await TurnAsync();
            }
            catch (Exception caught)
            {
                failure = caught;
            }

            if (failure is not null)
            {
                goesOn = await RecoverAsync(failure);
            }
        }
    }

    /// <summary>One batch, or one wait for more; false at the end.</summary>
    private async Task<bool> TurnAsync()
    {
        if (_failures > 0)
        {
            await transactions.OpenAsync(_abandon.Token);
            _published = Unknown;
        }

        if (_published == Unknown)
        {
            _published = Math.Max(await transactions.CommittedAsync(_abandon.Token), 0);
        }

        var batch = await NextAsync();
        if (batch is null)
        {
            _failures = 0;
            if (_stopping.IsCancellationRequested)
            {
                return false;
            }

            await database.Signal.WaitAsync(options.Outbox.PollInterval, _stopping.Token);
            return true; // also at a stop: one more look
        }

        await PublishAsync(batch);
        _failures = 0;
        return true;
    }

    private async Task<OutboxBatch?> NextAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync(_abandon.Token);
        await using var transaction = await connection.BeginTransactionAsync(_abandon.Token);
        var batch = await OutboxTable.NextAsync(
            transaction, _published, options.Outbox.MaxMessages, _abandon.Token);
        await transaction.CommitAsync(_abandon.Token);
        return batch;
    }

    private async Task PublishAsync(OutboxBatch batch)
    {
        transactions.Producer.BeginTransaction();
        foreach (var row in batch.Rows)
        {
            await transactions.Producer.PostAsync(row.Topic, row.Record, OptionsOf(row), _abandon.Token);
        }

        await transactions.CommitAsync(batch.Number + 1, _abandon.Token);
        _published = batch.Number + 1;
        journal.Published(batch.Number, batch.Rows.Count);
    }

    private async Task<bool> RecoverAsync(Exception failure)
    {
        if (_stopping.IsCancellationRequested)
        {
            return false; // who has the partition next finds out what is out
        }

        switch (failure)
        {
            case KafkaException error when PartitionTransactions.IsOfAnotherOwner(error):
                journal.Fenced(failure);
                return await IsStillOursAsync() ? await AgainAsync(failure) : Stop(failure);
            case KafkaException { Kind: KafkaErrorKind.Fatal }:
                return Stop(failure);
            default:
                return await AgainAsync(failure);
        }
    }

    private async Task<bool> AgainAsync(Exception failure)
    {
        journal.Again(++_failures, failure);
        await Pauses.PauseAsync(_failures, _time, _stopping.Token);
        return !_stopping.IsCancellationRequested;
    }

    // Who took the transactional id over? The relay's next owner, and the group will say so. Or this one, by a request
    // that arrived late: the group then says that the partition is its own.
    private async Task<bool> IsStillOursAsync()
    {
        var since = _time.GetTimestamp();
        while (!_stopping.IsCancellationRequested && _time.GetElapsedTime(since) < Pauses.Replaced)
        {
            if (await transactions.IsAssignedAsync(_stopping.Token))
            {
                return true;
            }

            await Task.Delay(Pauses.Asking, _time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private bool Stop(Exception failure)
    {
        if (!_stopping.IsCancellationRequested)
        {
            fail(failure);
        }

        return false;
    }

    private static Client.SendOptions OptionsOf(OutboxRow row) => new()
    {
        Partition = row.Partition,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(row.TimestampMs),
        Headers = row.Headers.Count == 0
            ? null
            : [.. row.Headers.Select(header => new RecordHeader(header.Name, header.Value))],
    };
}
