// A member of a share group on one connection, in whole steps, and where its group stands.
using System.Diagnostics;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Tests;

/// <summary>
/// A member of the share group "g", which reads partition 0 of topics; its session's epochs are counted here.
/// </summary>
internal sealed class ShareClient(WireClient wire, string memberId)
{
    internal const string Group = "g";
    internal const sbyte Accept = 1;
    internal const sbyte Release = 2;
    internal const sbyte Reject = 3;
    private const sbyte GroupResource = 32;
    private const short FetchVersion = 2;
    private const short AcknowledgeVersion = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The epoch of the next request.</summary>
    internal int SessionEpoch { get; set; }

    /// <summary>The group's first reading is from the earliest record on.</summary>
    internal static async Task BeginEarliestAsync(WireClient client)
    {
        var response = await client.AskAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new IncrementalAlterConfigsRequest
            {
                Resources = [new IncrementalAlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = GroupResource,
                    ResourceName = Group,
                    Configs = [new IncrementalAlterConfigsRequest.AlterableConfig
                    {
                        Name = "share.auto.offset.reset",
                        Value = "earliest",
                    }],
                }],
            },
            version: 1);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }

    /// <summary>Joins the group, or goes on with <paramref name="epoch"/>; -1 leaves.</summary>
    internal async Task<ShareGroupHeartbeatResponse> BeatAsync(int epoch, params string[] topics)
    {
        await wire.AskAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { CoordinatorKeys = [Group] }, version: 4);
        return await wire.AskAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(
            new ShareGroupHeartbeatRequest
            {
                GroupId = Group,
                MemberId = memberId,
                MemberEpoch = epoch,
                SubscribedTopicNames = topics.Length > 0 ? [.. topics] : null,
            },
            version: 1);
    }

    /// <summary>Sends a fetch, with acknowledgements of what came before; the first one opens the session.</summary>
    internal Task<int> SendFetchAsync(
        Guid topicId, int maxWaitMs, int minBytes = 1, params (long First, long Last, sbyte Type)[] settled)
    {
        var topic = new ShareFetchRequest.FetchTopic
        {
            TopicId = topicId,
            Partitions =
            [
                new ShareFetchRequest.FetchPartition
                {
                    AcknowledgementBatches =
                    [
                        .. settled.Select(one => new ShareFetchRequest.AcknowledgementBatch
                        {
                            FirstOffset = one.First,
                            LastOffset = one.Last,
                            AcknowledgeTypes = [one.Type],
                        }),
                    ],
                },
            ],
        };
        return wire.SendAsync<ShareFetchRequest, ShareFetchResponse>(
            new ShareFetchRequest
            {
                GroupId = Group,
                MemberId = memberId,
                ShareSessionEpoch = SessionEpoch,
                MaxWaitMs = maxWaitMs,
                MinBytes = minBytes,
                MaxBytes = 1 << 20,
                MaxRecords = 500,
                BatchSize = 500,
                Topics = SessionEpoch++ == 0 || settled.Length > 0 ? [topic] : [],
            },
            FetchVersion);
    }

    internal Task<ShareFetchResponse> FetchedAsync(int correlationId) =>
        wire.ReceiveAsync<ShareFetchResponse>(correlationId, FetchVersion).WaitAsync(Patience);

    internal async Task<ShareFetchResponse> FetchAsync(
        Guid topicId, int maxWaitMs = 0, params (long First, long Last, sbyte Type)[] settled) =>
        await FetchedAsync(await SendFetchAsync(topicId, maxWaitMs, minBytes: 1, settled));

    /// <summary>Acknowledges without fetching; with <paramref name="closes"/> the session ends.</summary>
    internal async Task<ShareAcknowledgeResponse> AcknowledgeAsync(
        Guid topicId, bool closes, params (long First, long Last, sbyte Type)[] settled) =>
        await AcknowledgedAsync(await SendAcknowledgementAsync(topicId, closes, settled));

    internal Task<ShareAcknowledgeResponse> AcknowledgedAsync(int correlationId) =>
        wire.ReceiveAsync<ShareAcknowledgeResponse>(correlationId, AcknowledgeVersion).WaitAsync(Patience);

    internal Task<int> SendAcknowledgementAsync(
        Guid topicId, bool closes, params (long First, long Last, sbyte Type)[] settled)
    {
        var partition = new ShareAcknowledgeRequest.AcknowledgePartition
        {
            AcknowledgementBatches =
            [
                .. settled.Select(one => new ShareAcknowledgeRequest.AcknowledgementBatch
                {
                    FirstOffset = one.First,
                    LastOffset = one.Last,
                    AcknowledgeTypes = [one.Type],
                }),
            ],
        };
        return wire.SendAsync<ShareAcknowledgeRequest, ShareAcknowledgeResponse>(
            new ShareAcknowledgeRequest
            {
                GroupId = Group,
                MemberId = memberId,
                ShareSessionEpoch = closes ? -1 : SessionEpoch++,
                Topics = [new ShareAcknowledgeRequest.AcknowledgeTopic { TopicId = topicId, Partitions = [partition] }],
            },
            AcknowledgeVersion);
    }

    /// <summary>
    /// Whether the session has come to an epoch: the request before it has been taken in. A session that has goes on by
    /// one.
    /// </summary>
    internal async Task<bool> HasComeToAsync(int epoch)
    {
        SessionEpoch = epoch;
        return (await AcknowledgeAsync(Guid.Empty, closes: false)).ErrorCode == ErrorCode.None;
    }

    /// <summary>Where the group stands in partition 0; -1 when it has not begun.</summary>
    internal static async Task<DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition>
        PositionAsync(WireClient client, string topic)
    {
        var response = await client.AskAsync<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(
            new DescribeShareGroupOffsetsRequest
            {
                Groups = [new DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup
                {
                    GroupId = Group,
                    Topics = [new DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic
                    {
                        TopicName = topic,
                        Partitions = [0],
                    }],
                }],
            },
            version: 1);
        return response.Groups[0].Topics[0].Partitions[0];
    }

    internal static async Task<Guid> TopicIdAsync(WireClient client, string topic)
    {
        var response = await client.AskAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { Topics = [new MetadataRequest.MetadataRequestTopic { Name = topic }] }, version: 12);
        return response.Topics[0].TopicId;
    }

    internal static async Task DeleteTopicAsync(WireClient client, string topic)
    {
        var response = await client.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new DeleteTopicsRequest { TopicNames = [topic], TimeoutMs = 10_000 }, version: 5);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }

    /// <summary>What was acquired, as first-last x deliveries.</summary>
    internal static string Acquired(ShareFetchResponse response) => string.Join(
        ' ',
        response.Responses.SelectMany(topic => topic.Partitions).SelectMany(partition => partition.AcquiredRecords)
            .Select(range => $"{range.FirstOffset}-{range.LastOffset}x{range.DeliveryCount}"));

    /// <summary>The error of the one partition that an answer speaks of.</summary>
    internal static ErrorCode Error(ShareFetchResponse response) =>
        Assert.Single(Assert.Single(response.Responses).Partitions).ErrorCode;

    /// <summary>Asks again until something is so; the work that it waits for is done on other threads.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> happened)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (!await happened())
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < Patience, "What was due has not happened.");
        }
    }
}
