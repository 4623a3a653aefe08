// The records of one assigned partition. What order its handler sees is the subclass's: the partition's, or each key's.
// Owns the batches that wait, and the pausing when too many do. One task runs it; offers come from the group's receive
// loop. What is done with records, and when offsets are committed, is the subclass's.

using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using TypedStreams.Client;
using TypedStreams.Consuming.Lanes;
using TypedStreams.Consuming.Letters;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal abstract class PartitionWorker(TopicPartition partition, IPartitionOwner owner, int bufferedLimit)
{
    private const long UnknownOffset = -1;

    private readonly Channel<ConsumedBatch> _waiting =
        Channel.CreateUnbounded<ConsumedBatch>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _cancel = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _flow = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isStopping;
    private volatile bool _isLost;
    private int _buffered;
    private bool _isPaused;

    internal TopicPartition Partition => partition;

    /// <summary>True when no further record is to be handled.</summary>
    protected bool IsStopping => _isStopping;

    /// <summary>True when the partition is another member's already: nothing can be committed.</summary>
    protected bool IsLost => _isLost;

    /// <summary>Cancelled when a stop has waited long enough for the handler.</summary>
    protected CancellationToken Cancelled => _cancel.Token;

    /// <summary>Cancelled when a stop begins, or when the partition has failed: what only waits ends then.</summary>
    protected CancellationToken StopRequested => _stop.Token;

    /// <summary>Begins; once, before the first offer.</summary>
    internal void Start() => _running = Task.Run(RunAndEndAsync);

    /// <summary>
    /// Queues a batch and takes it over; pauses the partition when that was the last there is room for.
    /// </summary>
    internal void Offer(ConsumedBatch batch)
    {
        if (!_waiting.Writer.TryWrite(batch))
        {
            batch.Dispose();
            return;
        }

        Arrived();
        lock (_flow)
        {
            if (++_buffered >= bufferedLimit && !_isPaused)
            {
                _isPaused = true;
                owner.Pause(partition);
            }
        }
    }

    /// <summary>
    /// Ends after the record that is being handled. Its handler gets <paramref name="patience"/> to finish, then its
    /// token is cancelled; the wait goes on until it has returned, because until then the partition is not free.
    /// </summary>
    /// <param name="patience">How long the handler may take.</param>
    /// <param name="isLost">True when the partition is another member's already.</param>
    internal async Task StopAsync(TimeSpan patience, bool isLost = false)
    {
        _isLost = isLost;
        _isStopping = true;
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        Stopping();
        if (patience > TimeSpan.Zero)
        {
            await Task.WhenAny(_running, Task.Delay(patience));
        }

        await _cancel.CancelAsync();
        await _running;
        _cancel.Dispose();
        _stop.Dispose();
    }

    /// <summary>Handles records until there are none or the worker stops.</summary>
    protected abstract Task RunAsync();

    /// <summary>Called once when a stop begins.</summary>
    protected virtual void Stopping()
    {
    }

    /// <summary>Called when a batch has come.</summary>
    protected virtual void Arrived()
    {
    }

    /// <summary>The partition cannot go on: handles nothing more, and tells the group.</summary>
    protected void Fail(long offset, Exception failure)
    {
        _isStopping = true;
        _stop.Cancel();
        owner.PartitionFailed(partition, offset, failure);
    }

    /// <summary>A batch that waits; the caller owns it, and calls <see cref="BatchTaken"/> in its time.</summary>
    protected bool TryTake([NotNullWhen(true)] out ConsumedBatch? batch) => _waiting.Reader.TryRead(out batch);

    /// <summary>Adds a batch that waits to the inputs; false when there is none.</summary>
    protected bool TryTakeInto(PipelineInputs inputs)
    {
        if (!TryTake(out var batch))
        {
            return false;
        }

        inputs.Add(batch);
        BatchTaken();
        return true;
    }

    /// <summary>False when none will come any more.</summary>
    protected ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        _waiting.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>There is room for another batch.</summary>
    protected void BatchTaken()
    {
        lock (_flow)
        {
            if (--_buffered <= bufferedLimit / 2 && _isPaused && !_isStopping)
            {
                _isPaused = false;
                owner.Resume(partition);
            }
        }
    }

    /// <summary>Adds records that wait to the lanes, while there is room.</summary>
    /// <param name="lanes">Take the records.</param>
    /// <param name="inputs">Keep the batches that the records lie in.</param>
    /// <param name="gate">Keeps records back that are not due; null where all are.</param>
    /// <param name="stopAt">The record before which to end.</param>
    protected void Fill(
        LaneRunner lanes, PipelineInputs inputs, DueGate? gate, long stopAt = long.MaxValue)
    {
        while (lanes.HasRoom)
        {
            if (inputs.TryPeekAhead(out var record))
            {
                if (record.Offset == stopAt || gate?.IsDue(record) == false)
                {
                    return;
                }

                lanes.Add(record);
                inputs.AdvanceAhead();
            }
            else if (!TryTakeInto(inputs))
            {
                return;
            }
        }
    }

    private async Task RunAndEndAsync()
    {
        try
        {
            await RunAsync();
        }
        catch (Exception unforeseen)
        {
            // A partition never stands still in silence.
            Fail(UnknownOffset, unforeseen);
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var rest))
            {
                rest.Dispose();
            }
        }
    }
}
