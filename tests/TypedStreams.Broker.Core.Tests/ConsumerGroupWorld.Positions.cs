// Members of a classic group that also commit positions, in a world with a limit on the size of the group. The model is
// a dictionary: what was answered with None counts, and nothing else does; only a member of the present commits.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetCommitRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;

namespace TypedStreams.Broker.Core.Tests;

internal sealed partial class ConsumerGroupWorld
{
    private readonly Dictionary<int, long> _positions = [];
    private long _lastPosition;

    /// <summary>The kinds of things that happened in all worlds, to show that the stories reach them.</summary>
    internal static HashSet<string> Seen { get; } = [];

    /// <summary>One command of a world with classic members only.</summary>
    internal void RunClassic(int command, int pick)
    {
        SimulatedClassic? classic =
            RunningClassics.Length > 0 ? RunningClassics[pick % RunningClassics.Length] : null;
        switch (command % 28)
        {
            case 0 or 1 when RunningClassics.Length < 6:
                JoinClassic(pick);
                break;
            case 2 when classic is not null:
                LeaveClassic(classic);
                break;
            case 3 when classic is not null && pick % 2 == 0:
                classic.Die();
                break;
            case 4 when classic is not null:
                classic.Subscribe(SomeTopics(pick));
                break;
            case 5 when pick % 2 == 0:
                ChangeTopics(pick);
                break;
            case 6 or 7:
                Pass(pick % 5 == 0 ? SessionTimeoutMs + 1 : (pick % 12_000) + 1);
                break;
            case 8 when pick % 4 == 0:
                Seen.Add("restart");
                Restart();
                break;
            case 9 when pick % 4 == 0:
                _nextAppendFails = true;
                break;
            case 10 when classic is not null:
                Ask(classic, isHeard: false);
                classic.Missed();
                break;
            case 11 or 12 or 13:
                CommitPosition(classic, pick);
                break;
            case 14:
                Commit(pick % 3);
                break;
            default:
                if (classic is not null)
                {
                    AskWhenFree(classic, pick);
                    Commit(pick % 3);
                }

                break;
        }

        CheckNobodySharesAPartition();
        CheckPositions();
    }

    // By a member as it is, as it was a generation ago, or by someone who says that he is none.
    private void CommitPosition(SimulatedClassic? classic, int pick)
    {
        int generation = pick % 4 == 0 ? -1 : (classic?.Generation ?? 1) - (pick % 8 == 1 ? 1 : 0);
        string memberId = pick % 4 == 0 ? "" : classic?.MemberId ?? "nobody";
        bool isMember = _core.IsMember("g", memberId, generation);
        bool isEmpty = _core.List([], []).All(group => group.GroupState is "Empty");
        (int partition, long offset) = (pick % 3, ++_lastPosition);
        var token = new object();
        _waiting[token] = answer =>
        {
            ErrorCode error = ((OffsetCommitResponse)answer).Topics[0].Partitions[0].ErrorCode;
            Seen.Add($"commit {error}");
            if (error == ErrorCode.None)
            {
                Assert.True(isMember || (isEmpty && generation < 0), $"{memberId}@{generation} may not commit.");
                _positions[partition] = offset;
            }
            else
            {
                Assert.False(isMember && error is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration
                    && isMember, $"{memberId}@{generation} is a member and was told {error}.");
            }
        };
        Step(effects => _core.CommitRequested(
            PositionOf(memberId, generation, classic?.InstanceId, partition, offset), version: 9,
            isKnown: static (_, _) => true, new ReplyToken(token), Now, effects));
    }

    private static OffsetCommitRequest PositionOf(
        string memberId, int generation, string? instanceId, int partition, long offset) => new()
        {
            GroupId = "g",
            MemberId = memberId,
            GroupInstanceId = generation < 0 ? null : instanceId,
            GenerationIdOrMemberEpoch = generation,
            Topics =
            [
                new OffsetCommitRequestTopic
                {
                    Name = "t0",
                    Partitions =
                    [
                        new OffsetCommitRequestPartition { PartitionIndex = partition, CommittedOffset = offset },
                    ],
                },
            ],
        };

    private void CheckPositions()
    {
        var fetched = _core.FetchOffsets(
            new OffsetFetchRequestGroup { GroupId = "g", Topics = null, MemberEpoch = -1 }, requireStable: false);
        Assert.Equal(ErrorCode.None, fetched.ErrorCode);
        var found = fetched.Topics.SelectMany(topic => topic.Partitions)
            .ToDictionary(partition => partition.PartitionIndex, partition => partition.CommittedOffset);
        Assert.Equal(_positions.OrderBy(position => position.Key), found.OrderBy(position => position.Key));
        int members = _core.Describe("g", version: 6).Members.Count;
        Assert.True(members <= Options.MaxGroupSize, $"{members} members, {Options.MaxGroupSize} are allowed.");
    }
}
