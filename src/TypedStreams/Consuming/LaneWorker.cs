// Handles a partition's records at least once, each key in its order and different keys side by side; or one after the
// other, where failures have a policy. One loop: take in what has ended, move the position over what is handled without
// a gap, start what may start, wait. The first record that cannot be handled stops the partition once everything before
// it is handled (fail closed); what ran ahead of it is handled again after a restart, which at-least-once allows.

using TypedStreams.Consuming.Lanes;
using TypedStreams.Consuming.Letters;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal sealed class LaneWorker<THandler> : AtLeastOnceWorker
    where THandler : class
{
    private readonly PipelineInputs _inputs = new();
    private readonly WakeSignal _signal = new();
    private readonly LaneRunner _lanes;
    private readonly DueGate? _gate;

    internal LaneWorker(
        TopicPartition partition, TopicHandling<THandler> topic, IPartitionOwner owner, int bufferedLimit)
        : base(partition, owner, bufferedLimit)
    {
        var handling = new RecordHandling<THandler>(partition, topic, StopRequested, Cancelled);
        _lanes = new LaneRunner(topic.Concurrency, handling, _signal);
        _gate = topic.IsRetryTopic ? new DueGate(topic.Time, _signal) : null;
    }

    protected override async Task RunAsync()
    {
        try
        {
            while (Turn())
            {
                await _signal.WaitAsync();
            }
        }
        finally
        {
            await _lanes.ClearAsync();
            _inputs.Dispose();
            await (_gate?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    protected override void Arrived() => _signal.Wake();

    protected override void Stopping() => _signal.Wake();

    /// <summary>Does what can be done now; false at the end.</summary>
    private bool Turn()
    {
        do
        {
            _lanes.Collect();
            MoveOverHandled();
            if (_lanes.Stuck is { } stuck)
            {
                // Cut off on purpose, or failed: the message is not handled, so it is not committed either.
                if (!(IsStopping && stuck.Failure is OperationCanceledException))
                {
                    Fail(stuck.Record.Offset, stuck.Failure!);
                }

                return false;
            }

            if (IsStopping)
            {
                return _lanes.IsRunning;
            }

            Fill(_lanes, _inputs, _gate);
        }
        while (StartUntilHandled());
        return true;
    }

    private void MoveOverHandled()
    {
        while (_lanes.TryPeek(out var call))
        {
            _inputs.TryPeek(out _); // over the gap behind a batch that is done
            _inputs.Advance(call.Record.Offset);
            _lanes.Take();
        }

        _inputs.TryPeek(out _);
        MoveTo(_inputs.Position);
        if (_inputs.HasDoneBatch)
        {
            _inputs.Commit();
        }
    }

    /// <summary>True when the oldest record is handled, false when nothing more can start.</summary>
    private bool StartUntilHandled()
    {
        while (!IsStopping && _lanes.TryStart())
        {
            _lanes.Collect();
            if (_lanes.TryPeek(out _))
            {
                return true;
            }
        }

        return false;
    }
}
