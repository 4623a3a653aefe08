using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Shares;

/// <summary>What a member does with a record, with Kafka's codes.</summary>
public enum AcknowledgeType : sbyte
{
    /// <summary>There is no record at this offset.</summary>
    Gap = 0,

    /// <summary>Processed.</summary>
    Accept = 1,

    /// <summary>To be delivered again, to anyone.</summary>
    Release = 2,

    /// <summary>Not to be delivered again.</summary>
    Reject = 3,

    /// <summary>Still being processed: the lock begins anew (KIP-1222).</summary>
    Renew = 4,
}

/// <summary>What a member did with the records from <paramref name="First"/> to <paramref name="Last"/>.</summary>
/// <param name="First">The first offset.</param>
/// <param name="Last">The last offset, itself included.</param>
/// <param name="Types">One for each offset, or one for all.</param>
public readonly record struct Acknowledgement(long First, long Last, IReadOnlyList<AcknowledgeType> Types);

/// <summary>A batch of the log as share partitions see it.</summary>
/// <param name="First">Its first offset.</param>
/// <param name="Last">Its last offset.</param>
/// <param name="IsForConsumers">Whether it holds records for consumers: no markers, nothing aborted.</param>
public readonly record struct LogBatch(long First, long Last, bool IsForConsumers);

/// <summary>How many records a member wants.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="MaxRecords">How many at most; whole batches may exceed it unless <paramref name="IsStrict"/>.</param>
/// <param name="IsStrict">Whether the limit splits batches.</param>
/// <param name="RangeSize">Records of one acquired range at most, where batches end.</param>
/// <param name="Fetch">
/// Stands for the request, so that what it acquires can be given back when its answer will reach nobody.
/// </param>
public readonly record struct AcquireWish(
    string MemberId, int MaxRecords, bool IsStrict, int RangeSize, object? Fetch = null);

/// <summary>Neighbouring records that a member acquired.</summary>
public readonly record struct AcquiredRange(long First, long Last, short DeliveryCount);

/// <summary>Whether records may be acquired, and from which offset on.</summary>
/// <param name="State">Whether there is an offset.</param>
/// <param name="Offset">The first offset that may be acquired.</param>
public readonly record struct SharePlan(SharePlanState State, long Offset);

/// <summary>Whether records of a share partition may be acquired.</summary>
public enum SharePlanState
{
    /// <summary>It is not decided yet where the group begins.</summary>
    NotStarted,

    /// <summary>As many records are under way as may be; some must be finished first.</summary>
    Full,

    /// <summary>There may be records to acquire.</summary>
    Ready,
}

/// <summary>How a change of a share partition went.</summary>
/// <param name="Error">None when it is durable.</param>
/// <param name="Message">What was wrong; null on success.</param>
public sealed record ShareOutcome(ErrorCode Error, string? Message)
{
    /// <summary>All is well.</summary>
    public static ShareOutcome Success { get; } = new(ErrorCode.None, Message: null);
}

/// <summary>Where a share partition stands.</summary>
/// <param name="StartOffset">The first offset that is not done; -1 when it is not decided where the group
/// begins.</param>
/// <param name="LeaderEpoch">The partition's leader epoch when it was last written.</param>
/// <param name="FinishedCount">Offsets from the start on whose delivery is complete.</param>
public readonly record struct SharePosition(long StartOffset, int LeaderEpoch, int FinishedCount);
