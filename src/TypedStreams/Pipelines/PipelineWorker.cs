// Handles a partition's records exactly once: many inputs a transaction, in which what the handlers returned and the
// group's offset commit together. One task runs it: handle, commit when a bound is reached, and after an abort hand the
// same inputs out again. Every failure of a turn ends in PipelineWorker.Recovery.cs, which decides: again, or stop.
// A message that cannot be handled stops the partition once everything before it has committed (fail closed).

using TypedStreams.Client;
using TypedStreams.Consuming;
using TypedStreams.Protocol;

namespace TypedStreams.Pipelines;

internal sealed partial class PipelineWorker<THandler>(
    TopicPartition partition,
    TopicHandling<THandler> topic,
    IPartitionOwner owner,
    PartitionTransactions transactions,
    PipelineOutput output,
    PipelineJournal journal,
    TypedStreamsOptions options)
    : PartitionWorker(partition, owner, options.Consumer.BufferedBatches)
    where THandler : class
{
    private readonly PipelineSettings _settings = options.Pipeline;
    private readonly TimeProvider _time = topic.Time;
    private readonly PipelineInputs _inputs = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandon = new();
    private bool _isOpen;
    private bool _isCommitting;
    private bool _isRecovering;
    private int _messages;
    private int _limit = options.Pipeline.MaxMessages;
    private long _bytes;
    private long _openedAt;
    private long _countBefore;
    private long _stopAt = long.MaxValue;
    private Exception? _stopCause;

    protected override async Task RunAsync()
    {
        try
        {
            output.Producer = transactions.Producer;
            OpenLanes();
            await RunTurnsAsync();
        }
        finally
        {
            await CloseLanesAsync();
            _inputs.Dispose();
            await transactions.DisposeAsync(); // aborts what is open
        }
    }

    protected override void Stopping()
    {
        _released.TrySetResult();
        _signal.Wake();
        _abandon.CancelAfter(IsLost ? TimeSpan.Zero : options.Consumer.DrainTimeout + CommitOnStop);
    }

    private async Task RunTurnsAsync()
    {
        Exception? failure = null;
        var goesOn = true;
        while (goesOn)
        {
            var isRecovering = failure is not null;
            try
            {
                goesOn = failure is not null ? await RecoverAsync(failure)
                    : _batches is { } batches ? await BatchTurnAsync(batches)
                    : _lanes is { } lanes ? await LaneTurnAsync(lanes)
                    : await TurnAsync();
                failure = null;
                _isRecovering = false;
            }
            catch (Exception caught)
            {
                failure = caught;
                _isRecovering = isRecovering;
            }
        }
    }

    /// <summary>One record, or one wait for more; false at the end.</summary>
    private async ValueTask<bool> TurnAsync()
    {
        if (IsStopping)
        {
            await CommitAsync();
            return false;
        }

        if (!_inputs.TryPeek(out var record))
        {
            return await FillAsync();
        }

        if (record.Offset == _stopAt)
        {
            await CommitAsync();
            Fail(_stopAt, _stopCause!);
            return false;
        }

        Begin();
        _countBefore = output.Count;
        var handling = topic.Dispatcher.DispatchAsync(Partition, record, output, Cancelled);
        if (!handling.IsCompletedSuccessfully)
        {
            await handling;
        }

        await HandledAsync(record);
        return true;
    }

    /// <summary>The oldest input is in the transaction, which commits when a bound is reached.</summary>
    private ValueTask HandledAsync(in ConsumedRecord record)
    {
        _inputs.Advance(record.Offset);
        return HandledAsync(messages: 1, (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0));
    }

    private ValueTask HandledAsync(int messages, long bytes)
    {
        _messages += Math.Max(messages, 1); // a tombstone moves the offset as well
        _bytes += bytes;
        return _messages >= _limit || _bytes >= _settings.MaxBytes || Remaining <= TimeSpan.Zero
            ? new ValueTask(CommitAsync())
            : default;
    }

    private TimeSpan Remaining => _settings.CommitInterval - _time.GetElapsedTime(_openedAt);

    /// <summary>Takes in the next batch, or waits for one.</summary>
    private async ValueTask<bool> FillAsync()
    {
        if (TryTakeInto(_inputs))
        {
            return true;
        }

        if (_isOpen)
        {
            await WaitAndCommitAsync(WaitAsync(CancellationToken.None).AsTask());
        }
        else
        {
            await WaitAsync(CancellationToken.None);
        }

        // Also when none will come: the next turn sees that the worker stops.
        return true;
    }

    /// <summary>Commits when the transaction's time is up before more comes.</summary>
    private async Task WaitAndCommitAsync(Task more)
    {
        if (Remaining is var remaining && remaining > TimeSpan.Zero)
        {
            await more.WaitAsync(remaining, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!more.IsCompleted)
        {
            await CommitAsync();
            await more;
        }
    }

    private void Begin()
    {
        if (_isOpen)
        {
            return;
        }

        transactions.Producer.BeginTransaction();
        _isOpen = true;
        _messages = 0;
        _bytes = 0;
        _openedAt = _time.GetTimestamp();
    }

    private async Task CommitAsync()
    {
        if (!_isOpen)
        {
            return;
        }

        if (_messages == 0)
        {
            await AbortAsync();
            return;
        }

        if (IsLost)
        {
            throw new OperationCanceledException("The partition is another member's.");
        }

        _inputs.TryPeek(out _); // over the gap behind a batch that is done
        var started = _time.GetTimestamp();
        _isCommitting = true;
        await transactions.CommitAsync(_inputs.Position, _abandon.Token);
        _isCommitting = false;
        _isOpen = false;
        Committed();
        journal.Committed(_messages, _time.GetElapsedTime(started));
    }

    private void Committed()
    {
        _inputs.Commit();
        _failures = 0;
        _limit = (int)Math.Min(_limit * 2L, _settings.MaxMessages);
    }
}
