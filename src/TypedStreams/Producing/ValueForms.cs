// The form of a type's values now, and its successors: the latest version is asked for again, and keys are fetched
// again, in the background. Messages go on in the form before; the change is one write of a field, so each message has
// one form, and messages keep their order. Any thread.

using Microsoft.Extensions.Logging;

namespace TypedStreams.Producing;

/// <param name="first">The first form.</param>
/// <param name="name">The message type, for the log.</param>
/// <param name="latestFor">How long a latest version counts as that; null for as long as the application runs.</param>
/// <param name="choose">Finds the form anew.</param>
/// <param name="time">Says when a latest version has counted long enough.</param>
/// <param name="logger">Hears of what failed.</param>
internal sealed partial class ValueForms(
    ValueForm first,
    string name,
    TimeSpan? latestFor,
    Func<Task<ValueForm>> choose,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>A renewal that failed is not tried again before that.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly bool _mayBeDue = first.Rules is not null || latestFor is not null;
    private volatile ValueForm _current = first;
    private int _isRenewing;

    /// <summary>Until when a renewal that failed is not tried again, as a timestamp.</summary>
    private long _pausedUntil;

    internal ValueForm Current
    {
        get
        {
            var form = _current;
            if (_mayBeDue)
            {
                RenewWhenDue(form);
            }

            return form;
        }
    }

    private void RenewWhenDue(ValueForm form)
    {
        var isOld = IsOld(form);
        if ((isOld || form.Rules is { IsDue: true })
            && time.GetTimestamp() >= Volatile.Read(ref _pausedUntil)
            && Interlocked.CompareExchange(ref _isRenewing, 1, 0) == 0)
        {
            _ = RenewAsync(form, isOld);
        }
    }

    private bool IsOld(ValueForm form) =>
        form.LatestSince is { } since && latestFor is { } limit && time.GetElapsedTime(since) >= limit;

    private async Task RenewAsync(ValueForm form, bool isOld)
    {
        // Never on the thread of the message that found it due.
        await Task.Yield();
        try
        {
            if (isOld)
            {
                _current = await choose();
            }
            else
            {
                await form.Rules!.PrepareAsync(CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            var pause = (long)(PauseAfterFailure.TotalSeconds * time.TimestampFrequency);
            Volatile.Write(ref _pausedUntil, time.GetTimestamp() + pause);
            LogNotRenewed(logger, name, failure);
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }

    [LoggerMessage(12, LogLevel.Warning,
        "The schema of {Message}, or its keys, could not be renewed; messages go on under the one before")]
    private static partial void LogNotRenewed(ILogger logger, string message, Exception failure);
}
