// A member of a consumer group as a client plays it (KIP-848): it says what changed, gives up before it takes, says
// everything again when an answer did not reach it, and starts over when it is fenced.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ConsumerGroupHeartbeatRequest;

namespace TypedStreams.Broker.Core.Tests;

internal sealed class SimulatedConsumer(string memberId, string? instanceId)
{
    private HashSet<TopicPartitionId>? _reported;
    private HashSet<TopicPartitionId> _assigned = [];
    private bool _isAnswerMissing;
    private bool _subscriptionIsNews = true;

    internal string MemberId { get; } = memberId;

    internal string? InstanceId { get; } = instanceId;

    internal int Epoch { get; private set; }

    /// <summary>False once the process was killed or has left.</summary>
    internal bool IsRunning { get; private set; } = true;

    internal List<string> Topics { get; private set; } = [];

    internal string? Pattern { get; private set; }

    /// <summary>What it reads right now.</summary>
    internal HashSet<TopicPartitionId> Owned { get; private set; } = [];

    internal void Subscribe(List<string> topics, string? pattern)
    {
        (Topics, Pattern) = (topics, pattern);
        _subscriptionIsNews = true;
    }

    internal void Die() => IsRunning = false;

    internal ConsumerGroupHeartbeatRequest Leave(bool forAWhile)
    {
        IsRunning = false;
        Owned = [];
        return new ConsumerGroupHeartbeatRequest
        {
            GroupId = "g",
            MemberId = MemberId,
            InstanceId = InstanceId,
            MemberEpoch = forAWhile ? -2 : -1,
        };
    }

    internal ConsumerGroupHeartbeatRequest Heartbeat()
    {
        bool joins = Epoch == 0;
        bool full = joins || _isAnswerMissing;
        bool ownedIsNews = _reported is null || !_reported.SetEquals(Owned);
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = "g",
            MemberId = MemberId,
            InstanceId = InstanceId,
            MemberEpoch = Epoch,
            RebalanceTimeoutMs = full ? 30_000 : -1,
            SubscribedTopicNames = full || _subscriptionIsNews ? Topics : null,
            SubscribedTopicRegex = full || _subscriptionIsNews ? Pattern ?? "" : null,
            TopicPartitions = full || ownedIsNews ? OwnedByTopic() : null,
        };
        _reported = [.. Owned];
        (_isAnswerMissing, _subscriptionIsNews) = (true, false);
        return request;
    }

    /// <summary>Takes an answer; without one it will say everything again.</summary>
    internal void Hear(ConsumerGroupHeartbeatResponse answer)
    {
        switch (answer.ErrorCode)
        {
            case ErrorCode.None:
                Assert.True(answer.MemberEpoch >= Epoch, $"{MemberId} went back from {Epoch} to {answer.MemberEpoch}");
                (Epoch, _isAnswerMissing) = (answer.MemberEpoch, false);
                if (answer.Assignment is { } assignment)
                {
                    _assigned = [.. assignment.TopicPartitions.SelectMany(topic => topic.Partitions.Select(
                        partition => new TopicPartitionId(topic.TopicId, partition)))];
                }

                break;
            case ErrorCode.FencedMemberEpoch or ErrorCode.UnknownMemberId or ErrorCode.GroupIdNotFound:
                (Epoch, Owned, _assigned, _reported) = (0, [], [], null);
                break;
            case ErrorCode.UnreleasedInstanceId or ErrorCode.CoordinatorNotAvailable:
                break;
            case ErrorCode.FencedInstanceId:
                (IsRunning, Owned) = (false, []);
                break;
            default:
                Assert.Fail($"{MemberId} was told {answer.ErrorCode}: {answer.ErrorMessage}");
                break;
        }
    }

    /// <summary>Stops reading what is no longer its own, and starts what is new.</summary>
    internal void Reconcile()
    {
        if (Owned.IsSubsetOf(_assigned))
        {
            Owned = [.. _assigned];
        }
        else
        {
            // What is new waits until the coordinator knows of what was given up.
            Owned.IntersectWith(_assigned);
        }
    }

    private List<OwnedTopicPartitions> OwnedByTopic() =>
        Owned.Order().GroupBy(partition => partition.TopicId).Select(topic => new OwnedTopicPartitions
        {
            TopicId = topic.Key,
            Partitions = topic.Select(partition => partition.Partition).ToList(),
        }).ToList();
}
