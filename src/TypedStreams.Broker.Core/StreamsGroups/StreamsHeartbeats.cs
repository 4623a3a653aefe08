// StreamsGroupHeartbeat (KIP-1071): joining, staying, leaving and which tasks a member gets. The first member brings
// the topology; once its topics are in order the tasks are shared out, and each member is taken to its share by
// TaskReconciliation.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class StreamsHeartbeats(GroupSet groups, StreamsAdmission admission)
{
    /// <summary>See <see cref="GroupCoordinator.StreamsHeartbeatReceived"/>.</summary>
    internal void Received(
        StreamsGroupHeartbeatRequest request,
        JoinCaller caller,
        StreamsGroupOptions options,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        var beat = new StreamsBeat(request, caller, options, image, now);
        Fault? fault = StreamsAdmission.CheckHeartbeat(request);
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
            effects.Answer(token, StreamsAnswers.Refused(reason.Error, reason.Message));
        }
    }

    private Fault? Stay(StreamsBeat beat, ReplyToken token, List<GroupEffect> effects)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        Fault? fault = admission.Find(beat, out Group? found) ?? StreamsAdmission.CheckSize(beat, found?.Streams)
            ?? StreamsAdmission.CheckIdentity(beat, found?.Streams);
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
        Group group = found ?? groups.GetOrCreate(request.GroupId);
        StreamsGroup streams = StreamsMembership.BecomeStreams(group, records);
        bool wasEmpty = streams.Members.Count == 0;
        StreamsMember member = StreamsMembership.Admit(group, beat, records, effects, out bool isNew);
        TaskSet assignedBefore = member.Assigned;
        StreamsEndpoint? endpointBefore = member.Endpoint;
        bool missedAnswer = !beat.Joins && request.MemberEpoch < member.Epoch;
        bool changed = StreamsMembership.Update(group, member, beat, isNew, records);
        changed |= Renew(group, topology!, plan!, beat, records);
        if (changed)
        {
            streams.Epoch++;
            records.Add(StreamsGroupRecords.Group(group.GroupId, streams));
        }

        var told = new List<StreamsGroupHeartbeatResponse.GroupStatus>();
        Delay(group, wasEmpty, beat, effects);
        Retarget(group, beat, told, records);
        TaskSet? owned = beat.Joins ? new TaskSet() : StreamsBeat.OwnedBy(request);
        Progress(group, member, owned, isNew, beat, records, effects);
        StreamsSessions.KeepAlive(group, member, beat.Options.SessionTimeoutMs, beat.Now, effects);
        streams.ShutdownMemberId = request.ShutdownApplication ? member.MemberId : streams.ShutdownMemberId;

        // Who says an old epoch, or to have other tasks than it should, has missed an answer. So may have who says
        // everything, as members do when no answer came: its tasks may have been changed and changed back since.
        bool isNews = beat.Joins || missedAnswer || !member.Assigned.HasSameTasks(assignedBefore);
        bool tells = isNews || beat.SaysAll || (owned is not null && !owned.HasSameTasks(member.Assigned));
        bool moves = (isNews && member.Endpoint is not null) || endpointBefore != member.Endpoint;
        streams.EndpointEpoch += moves ? 1 : 0;
        StreamsAnswers.AddStatuses(streams, member, beat, told);
        var answer = new StreamsHeartbeatAnswer(
            StreamsAnswers.ResponseTo(streams, member, beat, tells, told), streams.Plan?.Missing ?? []);
        StreamsMembership.Settle(group, records, StreamsAnswers.Waiting(token, answer), effects);
        return null;
    }

    private Fault? Depart(StreamsBeat beat, ReplyToken token, List<GroupEffect> effects)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        Fault? fault = admission.Find(beat, out Group? group);
        if (fault is not null)
        {
            return fault;
        }

        StreamsGroup streams = group!.Streams!;
        StreamsMember? member = request.InstanceId is { } instanceId
            ? streams.StaticMembers.GetValueOrDefault(instanceId)
            : streams.Members.GetValueOrDefault(request.MemberId);
        if (member is null)
        {
            return StreamsAdmission.UnknownMember(request);
        }

        if (member.MemberId != request.MemberId)
        {
            return StreamsAdmission.Replaced(request.InstanceId!, request.MemberId, member);
        }

        var records = new List<CoordinatorRecord>();
        streams.ShutdownMemberId = request.ShutdownApplication ? member.MemberId : streams.ShutdownMemberId;
        if (request.MemberEpoch == StreamsMember.AwayEpoch)
        {
            StreamsMembership.GoAway(group, member, records, effects);
        }
        else
        {
            StreamsMembership.Remove(group, member, beat.Now, records, effects);
        }

        var response = new StreamsGroupHeartbeatResponse
        {
            MemberId = request.MemberId,
            MemberEpoch = request.MemberEpoch,
            Status = [],
        };
        var answer = new StreamsHeartbeatAnswer(response, Missing: []);
        StreamsMembership.Settle(group, records, StreamsAnswers.Waiting(token, answer), effects);
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
            : StreamsAdmission.CheckTasks(beat.Request, plan);
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
            told.Add(StreamsAnswers.Status(
                StreamsStatus.AssignmentDelayed, "Assignment delayed: the group waits for more members to join."));
        }
        else if (streams.Epoch > streams.AssignmentEpoch && isTooSoon)
        {
            told.Add(StreamsAnswers.Status(
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
            StreamsSessions.StopRevocation(member, effects);
        }
        else if (!member.Revoking.HasSameTasks(revokingBefore) && member.RebalanceTimeoutMs >= 0)
        {
            StreamsSessions.WatchRevocation(group, member, beat.Now, effects);
        }
    }
}
