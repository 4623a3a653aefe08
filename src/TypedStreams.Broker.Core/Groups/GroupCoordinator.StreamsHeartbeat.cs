// StreamsGroupHeartbeat (KIP-1071): joining, staying and which tasks a member gets. The first member brings the
// topology; once its topics are in order the tasks are shared out, and each member is taken to its share by
// TaskReconciliation.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
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
        List<GroupEffect> effects)
    {
        var beat = new StreamsBeat(request, caller, options, image, now);
        Fault? fault = CheckHeartbeat(request);
        if (fault is null && request.MemberEpoch is StreamsMember.LeaveEpoch or StreamsMember.AwayEpoch)
        {
            fault = Depart(beat, token, effects);
        }
        else if (fault is null)
        {
            fault = Stay(beat, token, effects);
        }

        if (fault is { } reason)
        {
            effects.Answer(token, RefusedBeat(reason.Error, reason.Message));
        }
    }

    private Fault? Stay(StreamsBeat beat, ReplyToken token, List<GroupEffect> effects)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        Fault? fault = FindStreams(beat, out Group? found) ?? CheckSize(beat, found?.Streams)
            ?? CheckIdentity(beat, found?.Streams);
        if (fault is not null)
        {
            return fault;
        }

        fault = Prepare(beat, found?.Streams, out StreamsGroupTopologyValue? topology, out TopologyPlan? plan);
        if (fault is not null)
        {
            return fault;
        }

        var records = new List<CoordinatorRecord>();
        Group group = found ?? _groups.GetOrCreate(request.GroupId);
        StreamsGroup streams = BecomeStreams(group, records);
        bool wasEmpty = streams.Members.Count == 0;
        StreamsMember member = Admit(group, beat, records, effects, out bool isNew);
        TaskSet assignedBefore = member.Assigned;
        StreamsEndpoint? endpointBefore = member.Endpoint;
        bool missedAnswer = !beat.Joins && request.MemberEpoch < member.Epoch;
        bool changed = Update(group, member, beat, isNew, records);
        changed |= Renew(group, topology!, plan!, beat, records);
        if (changed)
        {
            streams.Epoch++;
            records.Add(StreamsGroupRecords.Group(group.GroupId, streams));
        }

        var told = new List<StreamsGroupHeartbeatResponse.GroupStatus>();
        Delay(group, wasEmpty, beat, effects);
        Retarget(group, beat, told, records);
        TaskSet? owned = beat.Joins ? new TaskSet() : OwnedBy(request);
        Progress(group, member, owned, isNew, beat, records, effects);
        KeepAlive(group, member, beat.Options.SessionTimeoutMs, beat.Now, effects);
        streams.ShutdownMemberId = request.ShutdownApplication ? member.MemberId : streams.ShutdownMemberId;

        // Who says an old epoch, or to have other tasks than it should, has missed an answer. So may have who says
        // everything, as members do when no answer came: its tasks may have been changed and changed back since.
        bool isNews = beat.Joins || missedAnswer || !member.Assigned.HasSameTasks(assignedBefore);
        bool tells = isNews || beat.SaysAll || (owned is not null && !owned.HasSameTasks(member.Assigned));
        bool moves = (isNews && member.Endpoint is not null) || endpointBefore != member.Endpoint;
        streams.EndpointEpoch += moves ? 1 : 0;
        AddStatuses(streams, member, beat, told);
        var answer = new StreamsHeartbeatAnswer(
            ResponseTo(streams, member, beat, tells, told), streams.Plan?.Missing ?? []);
        SettleStreams(group, records, new WaitingAnswer(token, answer, static error => RefusedBeat(error)), effects);
        return null;
    }

    // Sees whether the heartbeat goes with the group's topology and topics. Nothing has changed when it does not.
    private static Fault? Prepare(
        StreamsBeat beat, StreamsGroup? streams, out StreamsGroupTopologyValue? topology, out TopologyPlan? plan)
    {
        plan = null;
        StreamsGroupTopologyValue? given = StreamsTopology.Of(beat.Request.Topology);
        topology = streams?.Topology ?? given;
        if (topology is null)
        {
            return new Fault(
                ErrorCode.UnknownMemberId,
                $"Group {beat.Request.GroupId} has no topology: the member must join again.");
        }

        if (given is not null && given.Epoch >= topology.Epoch && !StreamsTopology.AreSame(given, topology))
        {
            return new Fault(ErrorCode.InvalidRequest, "Topology updates are not supported yet.");
        }

        plan = streams?.Plan is { } known && ReferenceEquals(streams.SeenTopics, beat.Image.Topics)
            ? known
            : TopologyPlan.Of(topology, beat.Image);
        return plan.Invalid is { } reason
            ? new Fault(ErrorCode.StreamsInvalidTopology, reason)
            : CheckTasks(beat.Request, plan);
    }

    // Takes the topology, its plan and the configuration over; returns whether the group's epoch must change for it.
    private static bool Renew(
        Group group,
        StreamsGroupTopologyValue topology,
        TopologyPlan plan,
        StreamsBeat beat,
        List<CoordinatorRecord> records)
    {
        StreamsGroup streams = group.Streams!;
        if (streams.Topology is null)
        {
            streams.Topology = topology;
            records.Add(StreamsGroupRecords.Topology(group.GroupId, topology));
        }

        (streams.Plan, streams.SeenTopics) = (plan, beat.Image.Topics);
        long hash = TopicHash.Of(StreamsTopology.TopicsOf(topology, beat.Image));
        int validated = plan.IsReady ? topology.Epoch : -1;
        SortedDictionary<string, string> settings = StreamsTopology.SettingsOf(beat.Options);
        bool changed = hash != streams.MetadataHash
            || validated != streams.ValidatedTopologyEpoch
            || !settings.SequenceEqual(streams.AssignmentSettings);
        (streams.MetadataHash, streams.ValidatedTopologyEpoch) = (hash, validated);
        streams.AssignmentSettings = settings;
        return changed;
    }

    private static void Delay(Group group, bool wasEmpty, StreamsBeat beat, List<GroupEffect> effects)
    {
        StreamsGroup streams = group.Streams!;
        if (wasEmpty && beat.Options.InitialRebalanceDelayMs > 0 && streams.InitialDelay is null)
        {
            streams.InitialDelay = new GroupTimer(group, GroupTimerKind.StreamsInitialDelay, memberId: "");
            effects.Add(new GroupEffect.ArmTimer(
                streams.InitialDelay, beat.Now.NowMs + beat.Options.InitialRebalanceDelayMs));
        }
    }

    private static void Retarget(
        Group group,
        StreamsBeat beat,
        List<StreamsGroupHeartbeatResponse.GroupStatus> told,
        List<CoordinatorRecord> records)
    {
        StreamsGroup streams = group.Streams!;
        long sinceLast = beat.Now.WallClockMs - streams.AssignedAtMs;
        bool isTooSoon = streams.AssignedAtMs > 0 && sinceLast >= 0 && sinceLast < beat.Options.AssignmentIntervalMs;
        if (streams.InitialDelay is not null)
        {
            told.Add(Status(
                StreamsStatus.AssignmentDelayed, "Assignment delayed: the group waits for more members to join."));
        }
        else if (streams.Epoch > streams.AssignmentEpoch && isTooSoon)
        {
            told.Add(Status(
                StreamsStatus.AssignmentDelayed, "Assignment delayed: the one before was made just now."));
        }
        else if (streams.Epoch > streams.AssignmentEpoch)
        {
            foreach ((string memberId, TaskSet target) in StickyTaskAssignor.Assign(streams, beat.Options))
            {
                if (!streams.Targets.TryGetValue(memberId, out TaskSet? before) || !before.HasSameTasks(target))
                {
                    streams.Targets[memberId] = target;
                    records.Add(StreamsGroupRecords.Target(group.GroupId, memberId, target));
                }
            }

            streams.AssignmentEpoch = streams.Epoch;
            streams.AssignedAtMs = beat.Now.WallClockMs;
            records.Add(StreamsGroupRecords.Assignment(group.GroupId, streams));
        }
    }

    private static void Progress(
        Group group,
        StreamsMember member,
        TaskSet? owned,
        bool isNew,
        StreamsBeat beat,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        TaskSet revokingBefore = member.Revoking;
        if (!TaskReconciliation.Advance(group.Streams!, member, owned) && !isNew)
        {
            return;
        }

        records.Add(StreamsGroupRecords.Current(group.GroupId, member));
        if (member.State != StreamsMemberState.UnrevokedTasks)
        {
            StopRevocation(member, effects);
        }
        else if (!member.Revoking.HasSameTasks(revokingBefore) && member.RebalanceTimeoutMs >= 0)
        {
            WatchRevocation(group, member, beat.Now, effects);
        }
    }

    private static void WatchRevocation(
        Group group, StreamsMember member, CoreTime now, List<GroupEffect> effects)
    {
        member.RebalanceTimer ??= new GroupTimer(group, GroupTimerKind.StreamsRebalance, member.MemberId);
        effects.Add(new GroupEffect.ArmTimer(member.RebalanceTimer, now.NowMs + member.RebalanceTimeoutMs));
    }

    private static void StopRevocation(StreamsMember member, List<GroupEffect> effects)
    {
        effects.Cancel(member.RebalanceTimer);
        member.RebalanceTimer = null;
    }

    private static void KeepAlive(
        Group group, StreamsMember member, int timeoutMs, CoreTime now, List<GroupEffect> effects)
    {
        member.SessionTimer ??= new GroupTimer(group, GroupTimerKind.StreamsSession, member.MemberId);
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer, now.NowMs + timeoutMs));
    }

    /// <summary>A heartbeat with all that it is judged by.</summary>
    private sealed record StreamsBeat(
        StreamsGroupHeartbeatRequest Request,
        JoinCaller Caller,
        StreamsGroupOptions Options,
        ClusterImage Image,
        CoreTime Now)
    {
        internal bool Joins => Request.MemberEpoch == StreamsMember.JoinEpoch;

        // The timeout is only in heartbeats that say everything.
        internal bool SaysAll => Request.RebalanceTimeoutMs >= 0;
    }
}
