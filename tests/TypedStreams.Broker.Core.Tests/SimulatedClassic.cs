// A member of a classic group of consumers as a client plays it, eager or cooperative: it joins, fetches its share, as
// the leader shares for all, sends heartbeats, joins again when it is asked to, and starts over when it is fenced.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

internal sealed class SimulatedClassic(string? instanceId, bool isCooperative)
{
    private bool _needsJoin = true;
    private bool _needsSync;
    private List<SyncGroupRequest.SyncGroupRequestAssignment> _shares = [];
    private string? _sharedFor;
    private List<string> _joinedFor = [];

    internal string MemberId { get; private set; } = "";

    internal string? InstanceId { get; } = instanceId;

    internal int Generation { get; private set; } = -1;

    internal bool IsRunning { get; private set; } = true;

    internal List<string> Topics { get; private set; } = [];

    /// <summary>What it reads right now.</summary>
    internal HashSet<TopicPartitionId> Owned { get; private set; } = [];

    /// <summary>
    /// A static member keeps its place in a generation that it did not join, with what it said of itself before: a
    /// cooperative leader may share out what it still reads. It hears of it with its next share, on Apache Kafka too.
    /// </summary>
    internal bool MissedAGeneration { get; private set; }

    internal string Protocol => isCooperative ? "cooperative-sticky" : "range";

    internal void Subscribe(List<string> topics) => (Topics, _needsJoin) = (topics, true);

    /// <summary>Whoever runs it has it join once more.</summary>
    internal void JoinAgain() => _needsJoin = true;

    internal void Stop() => (IsRunning, Owned) = (false, []);

    internal void Die() => IsRunning = false;

    /// <summary>What it sends next: JoinGroup, SyncGroup or Heartbeat.</summary>
    internal object Next(ClusterImage image)
    {
        // Only the leader looks whether the topics are still those that it shared out.
        _needsJoin |= _sharedFor is { } seen && seen != Fingerprint(image);
        if (_needsJoin)
        {
            Owned = isCooperative ? Owned : [];
            (_needsSync, _sharedFor, _joinedFor) = (false, null, Topics);
            return Join(image);
        }

        return _needsSync ? Sync() : new HeartbeatRequest
        {
            GroupId = "g",
            MemberId = MemberId,
            GroupInstanceId = InstanceId,
            GenerationId = Generation,
        };
    }

    /// <summary>The answer did not arrive: what was asked is asked again, a share only after another join.</summary>
    internal void Missed() => _needsJoin |= _needsSync;

    internal void Hear(object answer, ClusterImage image)
    {
        switch (answer)
        {
            case JoinGroupResponse { ErrorCode: ErrorCode.None } joined:
                MissedAGeneration |= InstanceId is not null && joined.GenerationId > Generation + 1;
                (MemberId, Generation, _needsSync) = (joined.MemberId, joined.GenerationId, true);
                _needsJoin = !Topics.SequenceEqual(_joinedFor);
                _shares = joined.Leader == MemberId && !joined.SkipAssignment
                    ? ClassicShares.Of(joined, image, isCooperative)
                    : [];

                // A leader that took its own place again did not see what changed while it was away: it looks.
                _sharedFor = joined.Leader != MemberId ? null : joined.SkipAssignment ? "" : Fingerprint(image);
                break;
            case JoinGroupResponse { ErrorCode: ErrorCode.MemberIdRequired } named:
                MemberId = named.MemberId;
                break;
            case JoinGroupResponse { ErrorCode: ErrorCode.GroupMaxSizeReached }:
                // Its user must stop another one first.
                ConsumerGroupWorld.Seen.Add("full");
                Stop();
                break;
            case JoinGroupResponse refused:
                Fail(refused.ErrorCode);
                break;
            case SyncGroupResponse { ErrorCode: ErrorCode.None } shared:
                _needsSync = false;
                Take(ConsumerProtocol.ReadAssignment(shared.Assignment, image).ToHashSet());
                break;
            case SyncGroupResponse refused:
                Fail(refused.ErrorCode);
                break;
            case HeartbeatResponse { ErrorCode: not ErrorCode.None } refused:
                Fail(refused.ErrorCode);
                break;
        }
    }

    private void Take(HashSet<TopicPartitionId> share)
    {
        MissedAGeneration = false;
        _needsJoin |= isCooperative && !Owned.IsSubsetOf(share);
        Owned = share;
    }

    private void Fail(ErrorCode error)
    {
        switch (error)
        {
            case ErrorCode.RebalanceInProgress or ErrorCode.CoordinatorNotAvailable:
                break;
            case ErrorCode.IllegalGeneration:
                (Generation, Owned) = (-1, []);
                break;
            case ErrorCode.UnknownMemberId:
                (MemberId, Generation, Owned) = ("", -1, []);
                break;
            case ErrorCode.FencedInstanceId:
                Stop();
                break;
            default:
                Assert.Fail($"{MemberId} was told {error}");
                break;
        }

        _needsJoin = true;
    }

    private JoinGroupRequest Join(ClusterImage image)
    {
        var subscription = new ConsumerProtocolSubscription
        {
            Topics = Topics,
            OwnedPartitions = Owned.Order().Where(partition => image.FindTopic(partition.TopicId) is not null)
                .GroupBy(partition => image.FindTopic(partition.TopicId)!.Name)
                .Select(topic => new ConsumerProtocolSubscription.TopicPartition
                {
                    Topic = topic.Key,
                    Partitions = topic.Select(partition => partition.Partition).ToList(),
                }).ToList(),
        };
        return new JoinGroupRequest
        {
            GroupId = "g",
            MemberId = MemberId,
            GroupInstanceId = InstanceId,
            SessionTimeoutMs = 30_000,
            RebalanceTimeoutMs = 20_000,
            ProtocolType = "consumer",
            Protocols =
            [
                new JoinGroupRequest.JoinGroupRequestProtocol
                {
                    Name = Protocol, Metadata = RecordBytes.Encode(isCooperative ? (short)1 : (short)0, subscription),
                },
            ],
        };
    }

    private SyncGroupRequest Sync() => new()
    {
        GroupId = "g",
        MemberId = MemberId,
        GroupInstanceId = InstanceId,
        GenerationId = Generation,
        ProtocolType = "consumer",
        ProtocolName = Protocol,
        Assignments = _shares,
    };

    private static string Fingerprint(ClusterImage image) => string.Join(' ', image.Topics.Values.Select(
        topic => $"{topic.Id}:{topic.Partitions.Length}"));
}
