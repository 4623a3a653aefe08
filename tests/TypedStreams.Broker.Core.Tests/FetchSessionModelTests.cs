using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Fetching;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FetchRequest;
using static TypedStreams.Protocol.Messages.FetchResponse;

namespace TypedStreams.Broker.Core.Tests;

public sealed class FetchSessionModelTests
{
    // 500 runs of 250 commands, 125,000 in all.
    private const int Runs = 500;
    private const int CommandsOfARun = 250;

    [Fact]
    public void Client_that_hears_only_what_changed_knows_what_one_without_a_session_would() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ArrayOf(CommandsOfARun).ToArbitrary(),
            commands =>
            {
                var world = new World();
                foreach (int command in commands)
                {
                    world.Run(command % 12, command / 12);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    /// <summary>A few partitions that change, and clients that read them over two slots for sessions.</summary>
    private sealed class World
    {
        private const int Partitions = 8;
        private readonly FetchSessions _sessions = new(slots: 2);
        private readonly long[] _highWatermarks = new long[Partitions];
        private readonly long[] _logStarts = new long[Partitions];
        private readonly ErrorCode[] _errors = new ErrorCode[Partitions];
        private readonly Client[] _clients = [new(), new(), new()];
        private long _nowMs;
        private int _ids;

        private CoreTime Now => new(_nowMs, WallClockMs: _nowMs);

        internal void Run(int command, int pick)
        {
            int partition = pick % Partitions;
            Client client = _clients[pick % _clients.Length];
            switch (command)
            {
                case 0 or 1:
                    _highWatermarks[partition]++;
                    break;
                case 2:
                    _logStarts[partition]++;
                    break;
                case 3:
                    _errors[partition] = pick % 3 == 0 ? ErrorCode.UnknownLeaderEpoch : ErrorCode.None;
                    break;
                case 4:
                    client.Wanted[partition] = pick;
                    break;
                case 5:
                    client.Wanted.Remove(partition);
                    break;
                case 6:
                    _nowMs += pick % 100_000;
                    break;
                default:
                    Fetch(client, isHeard: pick % 7 != 0);
                    break;
            }
        }

        private void Fetch(Client client, bool isHeard)
        {
            FetchPlan plan = _sessions.Begin(client.Ask(), usesTopicIds: false, Now);
            var response = new FetchResponse { ErrorCode = plan.Error };
            if (plan.Error == ErrorCode.None)
            {
                response.Responses = plan.Topics.ConvertAll(Read);
                Assert.Equal(
                    client.Wanted.OrderBy(wanted => wanted.Key).Select(wanted => (wanted.Key, (long)wanted.Value)),
                    plan.Topics.SelectMany(topic => topic.Partitions).OrderBy(asked => asked.Partition)
                        .Select(asked => (asked.Partition, asked.FetchOffset)));
                _sessions.Finish(plan, response, freshId: ++_ids, Now);
            }

            Assert.InRange(_sessions.Count, 0, 2);
            if (!isHeard)
            {
                client.StartOver();
                return;
            }

            client.Hear(response);
            if (response.ErrorCode == ErrorCode.None)
            {
                Assert.Equal(
                    client.Wanted.Keys.Order().Select(index => (index, Text(index))),
                    client.Known.OrderBy(known => known.Key).Select(known => (known.Key, known.Value)));
            }
        }

        private FetchableTopicResponse Read(FetchTopic topic) => new()
        {
            Topic = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(asked => new PartitionData
            {
                PartitionIndex = asked.Partition,
                HighWatermark = _highWatermarks[asked.Partition],
                LogStartOffset = _logStarts[asked.Partition],
                ErrorCode = _errors[asked.Partition],
            }),
        };

        private string Text(int index) => $"{_highWatermarks[index]} {_logStarts[index]} {_errors[index]}";
    }

    private sealed class Client
    {
        private readonly Dictionary<int, int> _told = [];
        private int _id;
        private int _epoch;

        /// <summary>What it wants to read: partition and position.</summary>
        internal Dictionary<int, int> Wanted { get; } = [];

        /// <summary>What it knows of each.</summary>
        internal Dictionary<int, string> Known { get; } = [];

        internal FetchRequest Ask()
        {
            bool isFull = _epoch == 0;
            var request = new FetchRequest
            {
                SessionId = _id,
                SessionEpoch = _epoch,
                Topics =
                [
                    new FetchTopic
                    {
                        Topic = "t",
                        Partitions = [.. Wanted
                            .Where(wanted => isFull || _told.GetValueOrDefault(wanted.Key, -1) != wanted.Value)
                            .Select(wanted => new FetchPartition
                            {
                                Partition = wanted.Key,
                                FetchOffset = wanted.Value,
                            })],
                    },
                ],
            };
            List<int> forgotten = [.. _told.Keys.Where(told => !Wanted.ContainsKey(told))];
            if (!isFull && forgotten.Count > 0)
            {
                request.ForgottenTopicsData = [new ForgottenTopic { Topic = "t", Partitions = forgotten }];
            }

            if (isFull)
            {
                Known.Clear();
            }

            _told.Clear();
            foreach ((int partition, int position) in Wanted)
            {
                _told[partition] = position;
            }

            foreach (int gone in Known.Keys.Where(known => !Wanted.ContainsKey(known)).ToList())
            {
                Known.Remove(gone);
            }

            return request;
        }

        internal void Hear(FetchResponse response)
        {
            if (response.ErrorCode != ErrorCode.None || response.SessionId == 0)
            {
                StartOver();
            }
            else
            {
                (_id, _epoch) = (response.SessionId, _epoch + 1);
            }

            foreach (PartitionData part in response.Responses.SelectMany(topic => topic.Partitions))
            {
                Known[part.PartitionIndex] = $"{part.HighWatermark} {part.LogStartOffset} {part.ErrorCode}";
            }
        }

        /// <summary>An answer is missing, or there is no session: the next request says everything.</summary>
        internal void StartOver() => _epoch = 0;
    }
}
