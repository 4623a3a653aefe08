using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>What a group core asks its shell to do. Effects are carried out in the order they were given.</summary>
public abstract record GroupEffect
{
    private GroupEffect()
    {
    }

    /// <summary>Answer the request that <paramref name="Token"/> stands for.</summary>
    public sealed record Reply(ReplyToken Token, object Response) : GroupEffect;

    /// <summary>
    /// Append records to the coordinator's partition. When they are committed (or could not be), call
    /// <see cref="GroupCoordinator.AppendCompleted"/> with the same <paramref name="Append"/>.
    /// </summary>
    public sealed record AppendRecords(PendingAppend Append) : GroupEffect;

    /// <summary>Set or move a timer; when it fires call <see cref="GroupCoordinator.TimerFired"/>.</summary>
    public sealed record ArmTimer(GroupTimer Timer, long DueMs) : GroupEffect;

    /// <summary>Take a timer back.</summary>
    public sealed record CancelTimer(GroupTimer Timer) : GroupEffect;
}

/// <summary>Records on their way into the log, and what the core does once they are committed.</summary>
public sealed class PendingAppend
{
    internal PendingAppend(
        IReadOnlyList<CoordinatorRecord> records,
        Action<CoreTime, List<GroupEffect>> committed,
        Action<ErrorCode, CoreTime, List<GroupEffect>> failed)
    {
        Records = records;
        Committed = committed;
        Failed = failed;
    }

    /// <summary>The records, appended as one batch.</summary>
    public IReadOnlyList<CoordinatorRecord> Records { get; }

    /// <summary>Whose transaction the records belong to; null when they count at once.</summary>
    public TransactionalProducer? Producer { get; init; }

    internal Action<CoreTime, List<GroupEffect>> Committed { get; }

    internal Action<ErrorCode, CoreTime, List<GroupEffect>> Failed { get; }
}

/// <summary>The producer of a transaction.</summary>
public readonly record struct TransactionalProducer(long ProducerId, short ProducerEpoch);
