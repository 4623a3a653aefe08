using System.Globalization;
using System.Text;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.JoinGroupRequest;
using static TypedStreams.Protocol.Messages.LeaveGroupRequest;
using static TypedStreams.Protocol.Messages.OffsetCommitRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.SyncGroupRequest;

namespace TypedStreams.Broker.Core.Tests;

public sealed class GroupStories
{
    [Theory]
    [InlineData("one_member")]
    [InlineData("two_members")]
    [InlineData("member_leaves_and_dies")]
    [InlineData("static_member_returns")]
    [InlineData("lagging_member_is_dropped")]
    [InlineData("commits")]
    [InlineData("coordinator_restarts")]
    [InlineData("assignment_cannot_be_written")]
    [InlineData("bad_requests")]
    [InlineData("offsets_expire")]
    public void Group_story_goes_as_written(string name)
    {
        var world = new World();
        StoryRunner.Run(name, world.Step);
    }

    /// <summary>A coordinator, a clock, its timers and the log it appends to; steps are lines of a story.</summary>
    private sealed class World
    {
        private readonly List<GroupEffect> _effects = [];
        private readonly Dictionary<GroupTimer, long> _timers = [];
        private readonly Queue<PendingAppend> _appends = [];
        private readonly List<CoordinatorRecord> _log = [];
        private GroupCoordinator _core = new(new GroupOptions());
        private long _nowMs;
        private int _freshIds;

        private CoreTime Now => new(_nowMs, WallClockMs: 1_700_000_000_000 + _nowMs);

        internal IEnumerable<string> Step(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var args = words.Skip(1).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
            string Arg(string name, string otherwise = "") => args.GetValueOrDefault(name, otherwise);
            _effects.Clear();
            switch (words[0])
            {
                case "join":
                    Join(Arg("member"), Arg("client", "c"), Arg("instance", "-"), Arg("metadata", "topics"),
                        short.Parse(Arg("v", "9")), Arg("protocol", "range"), int.Parse(Arg("session", "10000")));
                    break;
                case "sync":
                    Sync(Arg("member"), int.Parse(Arg("generation")), Arg("assign", ""));
                    break;
                case "heartbeat":
                    _core.HeartbeatReceived(
                        new HeartbeatRequest
                        {
                            GroupId = "g",
                            MemberId = Arg("member"),
                            GenerationId = int.Parse(Arg("generation"))
                        },
                        ClusterImage.Empty, Token("heartbeat " + Arg("member")), Now, _effects);
                    break;
                case "leave":
                    _core.LeaveRequested(
                        new LeaveGroupRequest
                        {
                            GroupId = "g",
                            Members = [new MemberIdentity { MemberId = Arg(
                            "member") }]
                        },
                        version: 5, Token("leave " + Arg("member")), Now, _effects);
                    break;
                case "commit":
                    Commit(Arg("member"), int.Parse(Arg("generation", "-1")), Arg("topic", "t"), long.Parse(Arg(
                        "offset")));
                    break;
                case "fetch":
                    return [Fetch()];
                case "describe":
                    return [Describe()];
                case "committed":
                    _log.AddRange(_appends.Peek().Records);
                    _core.AppendCompleted(_appends.Dequeue(), ErrorCode.None, Now, _effects);
                    break;
                case "lost":
                    _core.AppendCompleted(_appends.Dequeue(), ErrorCode.CoordinatorNotAvailable, Now, _effects);
                    break;
                case "pass":
                    Pass(long.Parse(Arg("ms")));
                    break;
                case "expire":
                    _core.ExpireOffsets(Now, _effects);
                    break;
                case "restart":
                    Restart();
                    break;
                default:
                    throw new InvalidDataException($"No step is called '{words[0]}'.");
            }

            return Describe(_effects);
        }

        private static ReplyToken Token(string who) => new(who);

        private void Join(
            string member, string client, string instance, string metadata, short version, string protocol,
                int sessionMs) =>
            _core.JoinRequested(
                new JoinGroupRequest
                {
                    GroupId = "g",
                    MemberId = member,
                    GroupInstanceId = instance == "-" ? null : instance,
                    SessionTimeoutMs = sessionMs,
                    RebalanceTimeoutMs = 60_000,
                    ProtocolType = "consumer",
                    Protocols = [new JoinGroupRequestProtocol { Name = protocol, Metadata = Bytes(metadata) }],
                },
                new JoinCaller(client, "/127.0.0.1", version, $"{client}-{++_freshIds}"),
                ClusterImage.Empty, Token("join " + (member.Length > 0 ? member : client)), Now, _effects);

        private void Sync(string member, int generation, string assign) =>
            _core.SyncRequested(
                new SyncGroupRequest
                {
                    GroupId = "g",
                    MemberId = member,
                    GenerationId = generation,
                    ProtocolType = "consumer",
                    ProtocolName = "range",
                    Assignments = assign.Length == 0 ? [] : assign.Split(',').Select(part => part.Split(':')).Select(
                        part => new SyncGroupRequestAssignment
                        {
                            MemberId = part[0],
                            Assignment = Bytes(
                            part[1])
                        }).ToList(),
                },
                version: 5, ClusterImage.Empty, Token("sync " + member), Now, _effects);

        private void Commit(string member, int generation, string topic, long offset) =>
            _core.CommitRequested(
                new OffsetCommitRequest
                {
                    GroupId = "g",
                    MemberId = member,
                    GenerationIdOrMemberEpoch = generation,
                    Topics =
                    [
                        new OffsetCommitRequestTopic
                        {
                            Name = topic,
                            Partitions = [new OffsetCommitRequestPartition { PartitionIndex = 0,
                                CommittedOffset = offset, CommittedMetadata = "m" }],
                        },
                    ],
                },
                version: 10,
                isKnown: static (name, _) => name == "t",
                Token("commit"), Now, _effects);

        private string Fetch()
        {
            var all = _core.FetchOffsets(
                new OffsetFetchRequestGroup { GroupId = "g", Topics = null }, requireStable: false);
            var parts = all.Topics.SelectMany(topic => topic.Partitions.Select(
                p => $"{topic.Name}-{p.PartitionIndex}@{p.CommittedOffset}"));
            return all.Topics.Count == 0 ? "no offsets" : string.Join(' ', parts);
        }

        private string Describe()
        {
            var group = _core.Describe("g", version: 5);
            return $"{group.GroupState} {group.ProtocolData} members: {string.Join(' ', group.Members.Select(
                m => $"{m.MemberId}[{Text(m.MemberAssignment)}]"))}".TrimEnd();
        }

        private void Pass(long ms)
        {
            long until = _nowMs + ms;
            while (_timers.Where(timer => timer.Value <= until).OrderBy(timer => timer.Value).Select(
                timer => timer.Key).FirstOrDefault() is { } due)
            {
                _nowMs = _timers[due];
                _timers.Remove(due);
                int from = _effects.Count;
                _core.TimerFired(due, Now, _effects);
                Follow(_effects.Skip(from));
            }

            _nowMs = until;
        }

        private void Restart()
        {
            _timers.Clear();
            _appends.Clear();
            _core = new GroupCoordinator(new GroupOptions());
            foreach (CoordinatorRecord record in _log)
            {
                Assert.True(_core.Replay(record.Key, record.Value));
            }

            _core.ReplayFinished(Now, _effects);
        }

        private List<string> Describe(List<GroupEffect> effects)
        {
            Follow(effects);
            return effects.Select(Describe).OfType<string>().ToList();
        }

        private void Follow(IEnumerable<GroupEffect> effects)
        {
            foreach (GroupEffect effect in effects.ToList())
            {
                switch (effect)
                {
                    case GroupEffect.ArmTimer arm:
                        _timers[arm.Timer] = arm.DueMs;
                        break;
                    case GroupEffect.CancelTimer cancel:
                        _timers.Remove(cancel.Timer);
                        break;
                    case GroupEffect.AppendRecords append when !_appends.Contains(append.Append):
                        _appends.Enqueue(append.Append);
                        break;
                }
            }
        }

        private static string? Describe(GroupEffect effect) => effect switch
        {
            GroupEffect.Reply reply => $"{reply.Token.Target}: {DescribeResponse(reply.Response)}",
            GroupEffect.AppendRecords append => $"append {append.Append.Records.Count} record(s)",
            _ => null,
        };

        private static string DescribeResponse(object response) => response switch
        {
            JoinGroupResponse { ErrorCode: not ErrorCode.None } join => $"{ErrorTable.Name(
                join.ErrorCode)} member={join.MemberId}",
            JoinGroupResponse join => string.Create(
                CultureInfo.InvariantCulture,
                $"generation={join.GenerationId} member={join.MemberId} leader={join.Leader} " +
                $"protocol={join.ProtocolName}" +
                $"{(join.Members.Count > 0 ? " members=" + string.Join(',', join.Members.Select(
                    m => $"{m.MemberId}:{Text(m.Metadata)}")) : "")}" +
                $"{(join.SkipAssignment ? " skip" : "")}"),
            SyncGroupResponse sync => sync.ErrorCode == ErrorCode.None ? $"assignment={Text(sync.Assignment)}"
                : ErrorTable.Name(sync.ErrorCode),
            HeartbeatResponse heartbeat => ErrorTable.Name(heartbeat.ErrorCode),
            LeaveGroupResponse leave => ErrorTable.Name(leave.Members[0].ErrorCode),
            OffsetCommitResponse commit => ErrorTable.Name(commit.Topics[0].Partitions[0].ErrorCode),
            _ => response.GetType().Name,
        };

        private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

        private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
    }
}
