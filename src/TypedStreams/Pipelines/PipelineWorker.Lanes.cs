// Exactly once with handlers that run side by side, or whose failures have a policy. Handlers run ahead of the
// transaction: what they return is kept back, and goes into it in the order of the inputs. A commit waits for none of
// them; it covers the inputs whose turn has come. After an abort every input that is not committed is handled again,
// once the handlers that still run have ended.

using TypedStreams.Consuming;
using TypedStreams.Consuming.Lanes;
using TypedStreams.Consuming.Letters;

namespace TypedStreams.Pipelines;

internal sealed partial class PipelineWorker<THandler>
{
    private readonly WakeSignal _signal = new();
    private LaneRunner? _lanes;
    private ITimer? _alarm;
    private DueGate? _gate;

    protected override void Arrived() => _signal.Wake();

    private void OpenLanes()
    {
        if (topic is { IsPlain: true, IsBatched: false })
        {
            return;
        }

        _alarm = _time.CreateTimer(
            static signal => ((WakeSignal)signal!).Wake(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (topic.IsBatched)
        {
            OpenBatches();
            return;
        }

        _gate = topic.IsRetryTopic ? new DueGate(_time, _signal) : null;
        _lanes = new LaneRunner(
            topic.Concurrency,
            new RecordHandling<THandler>(Partition, topic, StopRequested, Cancelled),
            _signal,
            output.Stage,
            _settings.MaxBytes);
    }

    private async ValueTask CloseLanesAsync()
    {
        if (_lanes is { } lanes)
        {
            await lanes.ClearAsync();
        }

        await (_alarm?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_gate?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_batches?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async ValueTask RewindAsync()
    {
        if (_lanes is { } lanes)
        {
            await lanes.ClearAsync();
        }

        _inputs.Rewind();
        _batches?.Clear();
    }

    /// <summary>The oldest input into the transaction, or one wait; false at the end.</summary>
    private async ValueTask<bool> LaneTurnAsync(LaneRunner lanes)
    {
        lanes.Collect();
        if (lanes.TryPeek(out var call))
        {
            await SendAsync(lanes, call);
            return true;
        }

        if (await IsOverAsync(lanes) is { } isOver)
        {
            return !isOver;
        }

        Fill(lanes, _inputs, _gate, _stopAt);
        while (!IsStopping && lanes.TryStart())
        {
            lanes.Collect();
            if (lanes.TryPeek(out _))
            {
                return true;
            }
        }

        await WaitOrCommitAsync();
        return true;
    }

    private async ValueTask SendAsync(LaneRunner lanes, HandlerCall call)
    {
        Begin();
        _countBefore = output.Count;
        await (call.Letter is { } letter
            ? output.PostAsync(letter.Topic, letter.Record, letter.Options, Cancelled)
            : call.Output!.PostToAsync(output, Cancelled));
        lanes.Take();
        _inputs.TryPeek(out var record); // over the gap behind a batch that is done
        Invariant.Require(record.Offset == call.Record.Offset, "What is sent belongs to the oldest input.");
        await HandledAsync(record);
    }

    /// <summary>
    /// True at the end, false when this turn is over, null to go on: the oldest input has failed, or the worker stops.
    /// </summary>
    private async ValueTask<bool?> IsOverAsync(LaneRunner lanes)
    {
        if (lanes.Stuck is { } stuck && !(IsStopping && stuck.Failure is OperationCanceledException))
        {
            await CommitAsync();
            Fail(stuck.Record.Offset, stuck.Failure!);
            return true;
        }

        if (_stopCause is { } cause && lanes.IsEmpty && _inputs.TryPeek(out var next) && next.Offset == _stopAt)
        {
            await CommitAsync();
            Fail(_stopAt, cause);
            return true;
        }

        if (!IsStopping)
        {
            return null;
        }

        if (lanes.IsRunning)
        {
            await _signal.WaitAsync();
            return false;
        }

        await CommitAsync();
        return true;
    }

    private async ValueTask WaitOrCommitAsync()
    {
        if (_isOpen)
        {
            var remaining = Remaining;
            if (remaining <= TimeSpan.Zero)
            {
                await CommitAsync();
                return;
            }

            _alarm!.Change(remaining, Timeout.InfiniteTimeSpan);
        }

        await _signal.WaitAsync();
    }
}
