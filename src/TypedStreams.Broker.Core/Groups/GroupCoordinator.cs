// The coordinator of every classic group whose records live in one partition of __consumer_offsets.
// A replicated state machine: a handler changes only what need not survive, and asks for records to be appended for
// what
// must; committed offsets and a generation's assignment take effect when their records are committed, then the caller
// is answered. Replay of the partition rebuilds the same state.
// Must never: read a clock, wait, or look at a partition other than its own. Runs on the owner shard of the partition.
// Implements the classic protocol with KIP-345 (static members), KIP-394 (two-step join), KIP-814 (skip assignment).
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Offsets;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>
/// Decides for the groups of one partition of <c>__consumer_offsets</c>. Runs on its owner's thread only.
/// </summary>
public sealed partial class GroupCoordinator
{
    private readonly GroupSet _groups = new();
    private readonly GroupOptions _options;
    private readonly CommittedOffsets _offsets;
    private readonly OffsetCommits _commits;
    private readonly OffsetReader _positions;
    private readonly OffsetRemoval _removal;
    private readonly StreamsHeartbeats _streams;
    private readonly StreamsReplay _streamsReplay;
    private readonly StreamsGroupDescriber _streamsDescriber;

    /// <summary>A coordinator without groups, as before the replay of its partition.</summary>
    public GroupCoordinator(GroupOptions options)
    {
        _options = options;
        _offsets = new CommittedOffsets(_groups);
        _commits = new OffsetCommits(_groups, options, _offsets, new CommitRights(_groups));
        _positions = new OffsetReader(_groups, _offsets);
        _removal = new OffsetRemoval(_groups, options, _offsets);
        _streams = new StreamsHeartbeats(_groups, new StreamsAdmission(_groups));
        _streamsReplay = new StreamsReplay(_groups, options);
        _streamsDescriber = new StreamsGroupDescriber(_groups);
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
                RemoveMember(group, member, now, effects);
                break;
            case GroupTimerKind.PendingMember:
                group.PendingMembers.Remove(timer.MemberId);
                CompleteJoinIfAllArrived(group, now, effects);
                break;
            case GroupTimerKind.Join when group.State == GroupState.PreparingRebalance:
                JoinTimeUp(group, now, effects);
                break;
            case GroupTimerKind.Sync when group.State == GroupState.CompletingRebalance:
                SyncTimeUp(group, now, effects);
                break;
            case GroupTimerKind.ConsumerSession or GroupTimerKind.ConsumerRebalance:
                Expel(group, timer.MemberId, now, effects);
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
}
