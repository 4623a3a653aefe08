// The coordinator of every group, save share groups, whose records live in one partition of __consumer_offsets.
// A replicated state machine: a handler changes only what need not survive, and asks for records to be appended for
// what must; committed offsets and a generation's assignment take effect when their records are committed, then the
// caller is answered. Replay of the partition rebuilds the same state. This class is the door: it owns the groups, puts
// the handlers together, and hands each input to the one that decides.
// Must never: read a clock, wait, or look at a partition other than its own. Runs on the owner shard of the partition.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Groups.Migration;
using TypedStreams.Broker.Core.Groups.Offsets;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DeleteGroupsResponse;
using static TypedStreams.Protocol.Messages.ListGroupsResponse;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>
/// Decides for the groups of one partition of <c>__consumer_offsets</c>. Runs on its owner's thread only.
/// </summary>
public sealed class GroupCoordinator
{
    private readonly GroupSet _groups = new();
    private readonly GroupAdmin _admin;
    private readonly ClassicRequests _classic;
    private readonly ClassicMembership _classicMembership;
    private readonly ClassicRebalance _rebalance;
    private readonly ClassicReplay _classicReplay;
    private readonly ConsumerHeartbeats _consumers;
    private readonly ConsumerMembership _consumerMembership;
    private readonly ConsumerReplay _consumerReplay;
    private readonly ConsumerGroupDescriber _consumerDescriber;
    private readonly StreamsHeartbeats _streams;
    private readonly StreamsReplay _streamsReplay;
    private readonly StreamsGroupDescriber _streamsDescriber;
    private readonly CommittedOffsets _offsets;
    private readonly OffsetCommits _commits;
    private readonly OffsetReader _positions;
    private readonly OffsetRemoval _removal;

    /// <summary>A coordinator without groups, as before the replay of its partition.</summary>
    public GroupCoordinator(GroupOptions options)
    {
        _admin = new GroupAdmin(_groups);
        _rebalance = new ClassicRebalance(options);
        _classicMembership = new ClassicMembership(_rebalance);
        _classicReplay = new ClassicReplay(_groups, _rebalance);

        var sessions = new ConsumerSessions(options);
        var targets = new ConsumerTargets(options);
        var migration = new GroupMigration(options, sessions, _rebalance);
        var admission = new ConsumerAdmission(_groups, options, migration);
        _consumerMembership = new ConsumerMembership(targets, migration);
        _consumers = new ConsumerHeartbeats(_groups, options, admission, _consumerMembership, sessions, migration);
        _consumerReplay = new ConsumerReplay(_groups, sessions);
        _consumerDescriber = new ConsumerGroupDescriber(_groups, targets);
        _classic = new ClassicRequests(
            _groups,
            new ClassicJoins(options, _rebalance),
            new ClassicSyncs(_rebalance),
            _classicMembership,
            new ClassicMemberJoins(options, _consumerMembership, sessions, migration),
            new ClassicMembers(_consumerMembership, sessions));

        _streams = new StreamsHeartbeats(_groups, new StreamsAdmission(_groups));
        _streamsReplay = new StreamsReplay(_groups, options);
        _streamsDescriber = new StreamsGroupDescriber(_groups);

        _offsets = new CommittedOffsets(_groups);
        _commits = new OffsetCommits(_groups, options, _offsets, new CommitRights(_groups));
        _positions = new OffsetReader(_groups, _offsets);
        _removal = new OffsetRemoval(_groups, options, _offsets);
    }

    /// <summary>Whether a name is that of a share group, which this core does not see. Default: none is.</summary>
    public Func<string, bool> IsShareGroup
    {
        get => _groups.IsShareGroup;
        init => _groups.IsShareGroup = value;
    }

    /// <summary>Whether there is a group of this name here.</summary>
    public bool Has(string groupId) => _groups.Has(groupId);

    /// <summary>How many groups this partition coordinates.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>A member joined or rejoined. Answered when the rebalance has gathered everyone.</summary>
    public void JoinRequested(
        JoinGroupRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _classic.Join(request, caller, image, token, now, effects);

    /// <summary>A member asks for its assignment; the leader brings everyone's.</summary>
    public void SyncRequested(
        SyncGroupRequest request,
        short version,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _classic.Sync(request, version, image, token, now, effects);

    /// <summary>A member says that it is alive; the answer tells it whether to rejoin.</summary>
    public void HeartbeatReceived(
        HeartbeatRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _classic.Heartbeat(request, image, token, now, effects);

    /// <summary>Members go; what they held is shared again at once.</summary>
    public void LeaveRequested(
        LeaveGroupRequest request, short version, ReplyToken token, CoreTime now, List<GroupEffect> effects) =>
        _classic.Leave(request, version, token, now, effects);

    /// <summary>
    /// A member of a consumer group joins, stays or leaves. Answered with a
    /// <see cref="ConsumerGroupHeartbeatResponse"/> when all that the answer rests on is committed.
    /// </summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="image">The cluster's topics as they are now.</param>
    /// <param name="token">Who waits for the answer.</param>
    /// <param name="now">The present.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void ConsumerHeartbeatReceived(
        ConsumerGroupHeartbeatRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _consumers.Received(request, caller, image, token, now, effects);

    /// <summary>
    /// A member of a streams group joins, stays or leaves. Answered with a <see cref="StreamsHeartbeatAnswer"/> when
    /// all that the answer rests on is committed.
    /// </summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="options">What holds for the group now.</param>
    /// <param name="image">The cluster's topics as they are now.</param>
    /// <param name="token">Who waits for the answer.</param>
    /// <param name="now">The present.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void StreamsHeartbeatReceived(
        StreamsGroupHeartbeatRequest request,
        JoinCaller caller,
        StreamsGroupOptions options,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _streams.Received(request, caller, options, image, token, now, effects);

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
    /// What there is to know about one group; an unknown one is described as <c>Dead</c>, as Kafka does.
    /// </summary>
    public DescribeGroupsResponse.DescribedGroup Describe(string groupId, short version) =>
        _admin.Describe(groupId, version);

    /// <summary>
    /// What there is to know about one consumer group; GroupIdNotFound when there is none of this name, or one of the
    /// classic protocol. Topics that were deleted are left out.
    /// </summary>
    public ConsumerGroupDescribeResponse.DescribedGroup DescribeConsumers(string groupId, ClusterImage image) =>
        _consumerDescriber.Describe(groupId, image);

    /// <summary>
    /// What there is to know about one streams group; GroupIdNotFound when there is none of this name, or one of
    /// another kind.
    /// </summary>
    public StreamsGroupDescribeResponse.DescribedGroup DescribeStreams(string groupId, ClusterImage image) =>
        _streamsDescriber.Describe(groupId, image);

    /// <summary>The groups of this partition that pass both filters; an empty filter lets everything pass.</summary>
    public IEnumerable<ListedGroup> List(IReadOnlyList<string> states, IReadOnlyList<string> types) =>
        _admin.List(states, types);

    /// <summary>Deletes an empty group with its offsets. Answered with a <see cref="DeletableGroupResult"/>.</summary>
    public void DeleteRequested(string groupId, ReplyToken token, CoreTime now, List<GroupEffect> effects) =>
        _admin.DeleteRequested(groupId, token, effects);

    /// <summary>The records of <paramref name="append"/> are committed, or could not be.</summary>
    public void AppendCompleted(PendingAppend append, ErrorCode error, CoreTime now, List<GroupEffect> effects)
    {
        if (error == ErrorCode.None)
        {
            append.Committed(now, effects);
        }
        else
        {
            append.Failed(error, now, effects);
        }
    }

    /// <summary>A timer that this core armed is due.</summary>
    public void TimerFired(GroupTimer timer, CoreTime now, List<GroupEffect> effects)
    {
        Group group = timer.Group;
        switch (timer.Kind)
        {
            case GroupTimerKind.Session when group.Find(timer.MemberId) is { } member:
                _classicMembership.Remove(group, member, now, effects);
                break;
            case GroupTimerKind.PendingMember:
                _classicMembership.PendingTimeUp(group, timer.MemberId, now, effects);
                break;
            case GroupTimerKind.Join when group.State == GroupState.PreparingRebalance:
                _rebalance.JoinTimeUp(group, now, effects);
                break;
            case GroupTimerKind.Sync when group.State == GroupState.CompletingRebalance:
                _rebalance.SyncTimeUp(group, now, effects);
                break;
            case GroupTimerKind.ConsumerSession or GroupTimerKind.ConsumerRebalance:
                _consumerMembership.Expel(group, timer.MemberId, now, effects);
                break;
            case GroupTimerKind.StreamsSession or GroupTimerKind.StreamsRebalance:
                StreamsMembership.Expel(group, timer.MemberId, now, effects);
                break;
            case GroupTimerKind.StreamsInitialDelay when group.Streams is { } streams:
                // Members learn of it by their next heartbeats, the first of which shares the tasks out.
                streams.InitialDelay = null;
                break;
        }
    }

    /// <summary>
    /// Applies one record of the partition, oldest first. Returns false when its key is of a kind that this version
    /// does not know; the record is then left alone.
    /// </summary>
    public bool Replay(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        switch (GroupRecords.ReadKey(key))
        {
            case OffsetCommitKey commit:
                _offsets.Replay(commit, value);
                return true;
            case GroupMetadataKey metadata:
                _classicReplay.Replay(metadata.Group, value);
                return true;
            case { } other:
                return _consumerReplay.Replay(other, value) || _streamsReplay.Replay(other, value);
            default:
                return false;
        }
    }

    /// <summary>
    /// Applies one record that belongs to a producer's transaction, oldest first; it counts when
    /// <see cref="TransactionEnded"/> follows. Returns false when its key is of no kind that may stand there.
    /// </summary>
    public bool ReplayTransactional(long producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) =>
        _offsets.ReplayTransactional(producerId, key, value);

    /// <summary>
    /// Everything is replayed: members that were there get a full session to show that they still are.
    /// </summary>
    public void ReplayFinished(CoreTime now, List<GroupEffect> effects)
    {
        foreach (Group group in _groups.All)
        {
            _classicReplay.Finished(group, now, effects);
            _consumerReplay.Finished(group, now, effects);
            _streamsReplay.Finished(group, now, effects);
        }
    }

    /// <summary>Whether this is the epoch of a member now; of one of a classic group, the generation.</summary>
    internal bool IsMember(string groupId, string memberId, int epoch) =>
        epoch > ConsumerMember.JoinEpoch
        && _groups.TryFind(groupId, out Group? group)
        && epoch == group.EpochOf(memberId);
}
