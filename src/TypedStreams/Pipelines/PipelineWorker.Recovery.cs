// After a failed turn. What failed is told apart by where it came from, never by its type alone: an error of the
// transaction has the inputs handled again, an error of a handler or of its data stops the partition at that message.

using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Pipelines;

internal sealed partial class PipelineWorker<THandler>
{
    /// <summary>What a commit may take beyond the drain when the worker stops.</summary>
    private static readonly TimeSpan CommitOnStop = TimeSpan.FromSeconds(5);

    private int _failures;
    private long _failingSince;

    /// <summary>True to go on, from the first input that is not committed.</summary>
    private Task<bool> RecoverAsync(Exception failure) => failure switch
    {
        KafkaException error when _isRecovering || IsOfTransaction(error) => RecoverTransactionAsync(error),
        OperationCanceledException when _isRecovering || _isCommitting => AgainAsync(failure, isRenewed: true),
        _ when _isRecovering => Task.FromResult(Stop(failure)),
        _ => RecoverHandlerAsync(failure),
    };

    // What the transaction answered; but a message that it does not take, whatever the transaction, is the handler's.
    private bool IsOfTransaction(KafkaException error) => _isCommitting || !_isOpen
        || (ReferenceEquals(error, output.Refusal) && error.Kind != KafkaErrorKind.Fatal);

    private async Task<bool> RecoverTransactionAsync(KafkaException failure)
    {
        switch (failure.Kind)
        {
            case var _ when IsStopping:
                return false; // disposing aborts; the next owner begins at the committed offset
            case var _ when PartitionTransactions.IsOfAnotherOwner(failure):
                return await WaitForReleaseAsync(failure);
            case KafkaErrorKind.Abort when IsOfRecord(failure.Code) && _limit == 1:
                return Stop(failure); // the one message of the transaction, and all before it are committed
            case KafkaErrorKind.Abort when !_isRecovering:
                _limit = IsOfRecord(failure.Code) ? 1 : _limit;
                await AbortAsync();
                return await AgainAsync(failure, isRenewed: false);
            case KafkaErrorKind.Abort or KafkaErrorKind.Retriable:
                return await AgainAsync(failure, isRenewed: true);
            default:
                return Stop(failure);
        }
    }

    // The message stays where it is. What came before it commits first: directly, or once more when some of what the
    // failed handler returned is in the transaction already.
    private async Task<bool> RecoverHandlerAsync(Exception failure)
    {
        if (IsStopping && failure is OperationCanceledException)
        {
            return !IsLost && await CommitBeforeAsync(long.MaxValue, failure);
        }

        return _inputs.TryPeek(out var record)
            ? await CommitBeforeAsync(record.Offset, failure)
            : Stop(failure);
    }

    /// <summary>
    /// True when a record will never be taken, whatever the transaction: smaller transactions find whose it is.
    /// </summary>
    private static bool IsOfRecord(ErrorCode code) => code
        is ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidRecord;

    private bool Stop(Exception failure)
    {
        Fail(Math.Max(_inputs.Committed, 0), failure);
        return false;
    }

    private async Task<bool> CommitBeforeAsync(long offset, Exception failure)
    {
        _stopAt = offset;
        _stopCause = failure;
        if (_lanes is not null || _batches is not null || output.Count != _countBefore)
        {
            await AbortAsync();
            await RewindAsync();
        }

        return true;
    }

    private async Task AbortAsync()
    {
        _isCommitting = false;
        if (_isOpen)
        {
            await transactions.AbortAsync(_abandon.Token);
            _isOpen = false;
        }
    }

    private async Task<bool> AgainAsync(Exception failure, bool isRenewed)
    {
        if (IsStopping)
        {
            return false;
        }

        _failingSince = _failures == 0 ? _time.GetTimestamp() : _failingSince;
        if (_time.GetElapsedTime(_failingSince) >= _settings.RetryFor)
        {
            return Stop(failure);
        }

        _failures++;
        journal.Again(Partition, _failures, failure);
        await Pauses.PauseAsync(_failures, _time, _abandon.Token);
        if (isRenewed)
        {
            await RenewAsync();
        }

        await RewindAsync();
        return !IsStopping;
    }

    // Whether the last commit succeeded is not known. Taking the id over again ends it one way or the other, and then
    // the group's offset tells which.
    private async Task RenewAsync()
    {
        await transactions.OpenAsync(_abandon.Token);
        output.Producer = transactions.Producer;
        _isOpen = false;
        if (!_isCommitting)
        {
            return;
        }

        var committed = await transactions.CommittedAsync(_abandon.Token);
        _isCommitting = false;
        if (committed == _inputs.Position)
        {
            Committed();
        }
        else if (committed != _inputs.Committed && _inputs.Committed >= 0)
        {
            throw new InvalidOperationException(
                $"The group's offset of {Partition} is {committed}, and this worker has committed "
                + $"{_inputs.Committed}: something else commits for this group while it runs.");
        }
    }

    // Who took the transactional id over? The next owner of the partition, and the group will say so: until then
    // nothing of it may be handled. Or this worker, by a request that arrived late: the group then says that the
    // partition is its own, and it takes the id over again.
    private async Task<bool> WaitForReleaseAsync(KafkaException failure)
    {
        journal.Fenced(Partition, failure);
        var since = _time.GetTimestamp();
        while (!IsStopping && _time.GetElapsedTime(since) < Pauses.Replaced)
        {
            if (await transactions.IsAssignedAsync(_abandon.Token))
            {
                return await AgainAsync(failure, isRenewed: true);
            }

            await _released.Task.WaitAsync(Pauses.Asking, _time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !IsStopping && Stop(failure);
    }
}
