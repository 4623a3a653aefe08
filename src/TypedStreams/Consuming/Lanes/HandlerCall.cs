// One record in the lanes of its partition: handed to its handler on the thread pool, and back to the worker's loop
// when it has ended. Used again for later records, so a call allocates nothing of its own. The loop fills and reads it;
// in between it belongs to the call.

using System.Runtime.CompilerServices;
using TypedStreams.Client;
using TypedStreams.Consuming.Letters;
using TypedStreams.Pipelines;

namespace TypedStreams.Consuming.Lanes;

internal sealed class HandlerCall : CallProgress, IThreadPoolWorkItem
{
    private readonly IRecordHandling _handling;
    private readonly Action<HandlerCall> _ended;
    private readonly Action _resume;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaiter;

    /// <param name="handling">What is done with a record.</param>
    /// <param name="output">
    /// Where what the handler returns is kept until its turn; null when it returns nothing.
    /// </param>
    /// <param name="ended">Called once for each start, by any thread.</param>
    internal HandlerCall(IRecordHandling handling, StagedOutput? output, Action<HandlerCall> ended)
    {
        _handling = handling;
        _ended = ended;
        _resume = Resume;
        Output = output;
    }

    internal long Ticket { get; private set; }

    internal ConsumedRecord Record { get; private set; }

    internal StagedOutput? Output { get; }

    /// <summary>Why the record was not handled; null when it was.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>
    /// Where the record goes instead of what its handler returned, once it is its turn; null when it was handled.
    /// </summary>
    internal Letter? Letter { get; set; }

    internal void Prepare(long ticket, in ConsumedRecord record)
    {
        Ticket = ticket;
        Record = record;
        Failure = null;
        Letter = null;
        Output?.Clear();
    }

    /// <summary>Calls the handler; completes when <c>ended</c> is called, and never throws.</summary>
    public void Execute()
    {
        Exception? failure = null;
        try
        {
            if (!HasEnded(_handling.HandleAsync(this)))
            {
                return;
            }
        }
        catch (Exception caught)
        {
            failure = caught;
        }

        End(failure);
    }

    /// <summary>False when the handler goes on; then <see cref="Resume"/> is called at its end.</summary>
    private bool HasEnded(ValueTask handling)
    {
        _awaiter = handling.ConfigureAwait(false).GetAwaiter();
        if (!_awaiter.IsCompleted)
        {
            // The call may be over, and in use for another record, before this returns.
            _awaiter.UnsafeOnCompleted(_resume);
            return false;
        }

        _awaiter.GetResult();
        return true;
    }

    private void Resume()
    {
        Exception? failure = null;
        try
        {
            _awaiter.GetResult();
        }
        catch (Exception caught)
        {
            failure = caught;
        }

        End(failure);
    }

    private void End(Exception? failure)
    {
        _awaiter = default;
        Failure = failure;
        _ended(this);
    }
}
