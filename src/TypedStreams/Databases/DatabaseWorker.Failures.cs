// A record that cannot be handled. Its transaction is rolled back with everything in it, so what came before it is
// handled once more and commits first, without it. Then the record is alone: tried again in a transaction of its own,
// as often as its policy says, then put aside through the outbox, or its partition stops there (fail closed).

using System.Data;
using System.Data.Common;
using TypedStreams.Client;
using TypedStreams.Consuming;
using TypedStreams.Consuming.Letters;
using TypedStreams.Outbox;

namespace TypedStreams.Databases;

internal sealed partial class DatabaseWorker<THandler>
{
    /// <summary>What is not due is looked at again after this, far inside what a timer can hold.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private const long None = -1;

    private Call _call = new();
    private Call _failedCall = new();
    private long _failedAt = None;
    private long _lastFailedAt = None;
    private int _failedCalls;
    private Exception? _failure;

    /// <summary>How long a record of a retry topic has to wait; zero or less for all others.</summary>
    private TimeSpan DueIn(in ConsumedRecord record)
    {
        if (!topic.IsRetryTopic)
        {
            return TimeSpan.Zero;
        }

        var milliseconds = Delivered.DueMs(record) - topic.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestWait.TotalMilliseconds));
    }

    private async ValueTask HandleAsync(DbConnection connection, ConsumedRecord record)
    {
        var delivered = topic.IsRetryTopic ? Delivered.Of(Partition, record) : default(Delivered?);
        var before = record.Offset == _lastFailedAt ? _failedCalls : 0;
        _call.Begin((delivered?.Attempts ?? 0) + before + 1, delivered?.Origin);
        try
        {
            await topic.Dispatcher.DispatchAsync(Partition, record, output, Cancelled, _call);
        }
        catch (Exception failure) when (!IsOfDatabase(failure, connection))
        {
            // The handler's, or its data's.
            _failedAt = _lastFailedAt = record.Offset;
            _failedCalls = before + 1;
            _failure = failure;
            (_failedCall, _call) = (_call, _failedCall);
            throw;
        }
    }

    private static bool IsOfDatabase(Exception failure, DbConnection connection) =>
        connection.State != ConnectionState.Open || failure is DbException { IsTransient: true };

    /// <summary>What follows a record that failed, once it is the next; false at the end.</summary>
    private async Task<bool> SettleAsync(ConsumedRecord record)
    {
        if (TopicHandling<THandler>.IsWorthAnother(_failedCall, _failedCalls))
        {
            await Task.Delay(Backoff.Next(_failedCall.Policy!, _failedCalls, Random.Shared), topic.Time, StopRequested)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _failedAt = None;
            _limit = 1;
            return !IsStopping;
        }

        if (!topic.IsForLetters(_failedCall, _failure!))
        {
            Fail(record.Offset, _failure!);
            return false;
        }

        var letter = await topic.AddressAsync(Partition, record, _failedCall, _failure!);
        await TransactAsync(_ =>
        {
            output.Add(OutboxRow.Of(letter));
            _inputs.Advance(record.Offset);
            return Task.FromResult(1);
        });
        _failures = 0;
        return true;
    }

    private sealed class Call : CallProgress;
}
