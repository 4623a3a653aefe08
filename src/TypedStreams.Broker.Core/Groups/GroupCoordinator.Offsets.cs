// The positions of groups: see the room Offsets.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    /// <summary>
    /// A consumer commits positions. Answered once the records are committed; partitions that may not be committed are
    /// answered with their own error and the others go through. <paramref name="isKnown"/> tells whether a partition
    /// exists. A member of a consumer group needs <paramref name="version"/> 9, in which its epoch has a place.
    /// </summary>
    public void CommitRequested(
        OffsetCommitRequest request,
        short version,
        Func<string, int, bool> isKnown,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _commits.CommitRequested(request, version, isKnown, token, now, effects);

    /// <summary>
    /// A producer commits positions inside its transaction, which the transaction's coordinator knows to include this
    /// partition. Answered once the records are committed; until the marker they hold back readers of stable positions.
    /// </summary>
    public void TransactionalCommitRequested(
        TxnOffsetCommitRequest request,
        Func<string, int, bool> isKnown,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _commits.TransactionalCommitRequested(request, isKnown, token, now, effects);

    /// <summary>
    /// The marker of a transaction is committed in this partition: its positions count, or never were.
    /// </summary>
    public void TransactionEnded(long producerId, bool isCommit) =>
        _offsets.TransactionEnded(producerId, isCommit);

    /// <summary>
    /// The committed positions of one group, under the names of version 8 and later. With
    /// <paramref name="requireStable"/> a position that an open transaction may still change is answered with
    /// UnstableOffsetCommit: ask again.
    /// </summary>
    public OffsetFetchResponseGroup FetchOffsets(OffsetFetchRequestGroup request, bool requireStable) =>
        _positions.Fetch(request, requireStable);

    /// <summary>Forgets committed positions of partitions that no member of the group consumes.</summary>
    public void OffsetDeleteRequested(
        OffsetDeleteRequest request, ReplyToken token, CoreTime now, List<GroupEffect> effects) =>
        _removal.DeleteRequested(request, token, effects);

    /// <summary>
    /// Forgets positions that were committed longer ago than <see cref="GroupOptions.OffsetRetentionMs"/>. Of a group
    /// that has had members the time runs from when it became empty; positions of an occupied group stay, and those
    /// that an open transaction may still change.
    /// </summary>
    public void ExpireOffsets(CoreTime now, List<GroupEffect> effects) =>
        _removal.Expire(now, effects);

    /// <summary>
    /// Applies one record that belongs to a producer's transaction, oldest first; it counts when
    /// <see cref="TransactionEnded"/> follows. Returns false when its key is of no kind that may stand there.
    /// </summary>
    public bool ReplayTransactional(long producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) =>
        _offsets.ReplayTransactional(producerId, key, value);
}
