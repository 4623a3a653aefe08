// What share groups have left in the internal topics of a broker, each with one partition.
using System.Buffers.Binary;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

internal static class ShareLog
{
    internal const string StateTopic = "__share_group_state";
    internal const string OffsetsTopic = "__consumer_offsets";
    internal const long Latest = -1;
    internal const long Earliest = -2;
    private const short SnapshotType = 0;
    private const short UpdateType = 1;
    private const short TopicsType = 15;

    /// <summary>Settings under which every record of a kind is in one partition.</summary>
    internal static readonly (string, string)[] OnePartition =
    [
        ("share.coordinator.state.topic.num.partitions", "1"),
        ("offsets.topic.num.partitions", "1"),
    ];

    /// <summary>
    /// Topics of which the state log says something that no tombstone undoes; with every record of it that is there.
    /// </summary>
    internal static async Task<Dictionary<Guid, List<string>>> StatesAsync(WireClient client)
    {
        var states = new Dictionary<Guid, List<string>>();
        foreach ((ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) in await ReadAsync(client, StateTopic))
        {
            var reader = new WireReader(key[sizeof(short)..]);
            ShareSnapshotKey snapshot = ShareSnapshotKey.Read(ref reader, version: 0);
            if (value is null)
            {
                states.Remove(snapshot.TopicId);
                continue;
            }

            if (!states.TryGetValue(snapshot.TopicId, out List<string>? records))
            {
                states[snapshot.TopicId] = records = [];
            }

            records.Add(BinaryPrimitives.ReadInt16BigEndian(key.Span) switch
            {
                SnapshotType => "snapshot",
                UpdateType => "update",
                _ => "unknown",
            });
        }

        return states;
    }

    /// <summary>The topics in which the group has state, by the newest record that says so.</summary>
    internal static async Task<List<Guid>> TopicsOfGroupAsync(WireClient client)
    {
        List<Guid> topics = [];
        foreach ((ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) in await ReadAsync(client, OffsetsTopic))
        {
            if (BinaryPrimitives.ReadInt16BigEndian(key.Span) == TopicsType && value is { } bytes)
            {
                var reader = new WireReader(bytes[sizeof(short)..]);
                topics = ShareGroupStatePartitionMetadataValue.Read(ref reader, version: 0)
                    .InitializedTopics.ConvertAll(topic => topic.TopicId);
            }
        }

        return topics;
    }

    /// <summary>The first or the next offset of a topic's partition.</summary>
    internal static async Task<long> OffsetAsync(WireClient client, string topic, long which)
    {
        var response = await client.AskAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new ListOffsetsRequest
            {
                ReplicaId = -1,
                Topics = [new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = topic,
                    Partitions = [new ListOffsetsRequest.ListOffsetsPartition { Timestamp = which }],
                }],
            },
            version: 7);
        return response.Topics[0].Partitions[0].Offset;
    }

    private static async Task<List<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value)>> ReadAsync(
        WireClient client, string topic)
    {
        List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?)> found = [];
        long end = await OffsetAsync(client, topic, Latest);
        for (long offset = await OffsetAsync(client, topic, Earliest); offset < end;)
        {
            FetchResponse.PartitionData fetched = await FetchAsync(client, Fetch(topic, offset));
            Assert.Equal(ErrorCode.None, fetched.ErrorCode);
            offset = Read(fetched, offset, found);
        }

        return found;
    }

    private static long Read(
        FetchResponse.PartitionData fetched,
        long offset,
        List<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value)> found)
    {
        using var scratch = new PooledBuffer();
        foreach (RecordBatch batch in new RecordBatchReader(fetched.Records.Bytes))
        {
            RecordReader records = batch.ReadRecords(scratch, maxBytes: 1 << 20);
            while (records.MoveNext())
            {
                if (records.Offset >= offset)
                {
                    found.Add((
                        records.Key.ToArray(),
                        records.IsValueNull ? (ReadOnlyMemory<byte>?)null : records.Value.ToArray()));
                }
            }

            offset = Math.Max(offset, batch.Header.NextOffset);
        }

        return offset;
    }
}
