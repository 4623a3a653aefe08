// Administrative calls about the cluster and its topics. Each asks the broker that can answer and repeats what may be
// repeated within the request time-out.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>
/// Administrative calls. Each throws <see cref="KafkaException"/> when the cluster refuses or cannot be reached; what
/// may pass was then retried for <see cref="KafkaClientOptions.RequestTimeout"/>. Safe from any thread.
/// </summary>
public sealed partial class KafkaAdmin
{
    private readonly ClusterLink _link;

    internal KafkaAdmin(ClusterLink link) => _link = link;

    private int TimeoutMs => (int)_link.Options.RequestTimeout.TotalMilliseconds;

    /// <summary>The cluster's id, controller and live brokers.</summary>
    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            MetadataResponse response = await AskMetadataAsync([], token);
            return new ClusterDescription(
                response.ClusterId ?? "",
                response.ControllerId,
                [.. response.Brokers.Select(broker =>
                    new BrokerDescription(broker.NodeId, broker.Host, broker.Port, broker.Rack))]);
        },
        ct);

    /// <summary>Topics with their partitions.</summary>
    /// <param name="names">The topics; null for all.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="KafkaException">One of the named topics does not exist.</exception>
    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string>? names = null, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            MetadataResponse response = await AskMetadataAsync(names, token);
            var topics = new List<TopicDescription>(response.Topics.Count);
            foreach (MetadataResponse.MetadataResponseTopic topic in response.Topics)
            {
                // Asking again would not make a topic appear that someone misspelt.
                if (topic.ErrorCode == ErrorCode.UnknownTopicOrPartition)
                    throw UnknownTopic(topic.Name ?? "");

                Check(topic.ErrorCode, null, $"Topic '{topic.Name}' cannot be described");
                topics.Add(Describe(topic));
            }

            return (IReadOnlyList<TopicDescription>)topics;
        },
        ct);

    /// <summary>Creates a topic.</summary>
    /// <exception cref="KafkaException">It exists, or its name, size or configuration is not valid.</exception>
    public Task CreateTopicAsync(TopicSpec spec, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            var request = new CreateTopicsRequest
            {
                TimeoutMs = TimeoutMs,
                Topics =
                [
                    new CreateTopicsRequest.CreatableTopic
                    {
                        Name = spec.Name,
                        NumPartitions = spec.Partitions,
                        ReplicationFactor = spec.ReplicationFactor,
                        Configs = [.. (spec.Configs ?? new Dictionary<string, string>()).Select(config =>
                            new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
                    },
                ],
            };
            CreateTopicsResponse response = await _link.AskAnyAsync(request, floor: 4, ct: token);
            CreateTopicsResponse.CreatableTopicResult result = response.Topics.Single();
            Check(result.ErrorCode, result.ErrorMessage, $"Topic '{spec.Name}' was not created");
            return true;
        },
        ct);

    /// <summary>Deletes a topic and its records.</summary>
    public Task DeleteTopicAsync(string name, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            // Versions from 6 on name topics by id or by name in another field; this one serves every broker.
            var request = new DeleteTopicsRequest { TimeoutMs = TimeoutMs, TopicNames = [name] };
            DeleteTopicsResponse response = await _link.AskAnyAsync(request, cap: 5, ct: token);
            DeleteTopicsResponse.DeletableTopicResult result = response.Responses.Single();
            if (result.ErrorCode == ErrorCode.UnknownTopicOrPartition)
                throw UnknownTopic(name);

            Check(result.ErrorCode, result.ErrorMessage, $"Topic '{name}' was not deleted");
            return true;
        },
        ct);

    /// <summary>Raises the number of a topic's partitions. Keys then map to other partitions than before.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="total">The number it shall have; more than it has.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task CreatePartitionsAsync(string name, int total, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            var request = new CreatePartitionsRequest
            {
                TimeoutMs = TimeoutMs,
                Topics =
                [
                    new CreatePartitionsRequest.CreatePartitionsTopic
                    {
                        Name = name,
                        Count = total,
                        Assignments = null,
                    },
                ],
            };
            CreatePartitionsResponse response = await _link.AskAnyAsync(request, ct: token);
            CreatePartitionsResponse.CreatePartitionsTopicResult result = response.Results.Single();
            if (result.ErrorCode == ErrorCode.UnknownTopicOrPartition)
                throw UnknownTopic(name);

            Check(result.ErrorCode, result.ErrorMessage, $"Topic '{name}' was not grown to {total} partitions");
            _link.Metadata.Invalidate();
            return true;
        },
        ct);

    private Task<MetadataResponse> AskMetadataAsync(IReadOnlyCollection<string>? names, CancellationToken ct)
    {
        var request = new MetadataRequest
        {
            AllowAutoTopicCreation = false,
            Topics = names is null
                ? null
                : [.. names.Select(name => new MetadataRequest.MetadataRequestTopic { Name = name })],
        };
        return _link.AskAnyAsync(request, floor: 4, cap: 12, ct: ct);
    }

    private static TopicDescription Describe(MetadataResponse.MetadataResponseTopic topic) => new(
        topic.Name ?? "",
        topic.TopicId,
        topic.IsInternal,
        [
            .. topic.Partitions
                .OrderBy(partition => partition.PartitionIndex)
                .Select(partition => new PartitionDescription(
                    partition.PartitionIndex,
                    partition.LeaderId,
                    partition.LeaderEpoch,
                    partition.ReplicaNodes,
                    partition.IsrNodes)),
        ]);

    private static void Check(ErrorCode error, string? message, string what)
    {
        if (error == ErrorCode.None)
            return;

        throw new KafkaException(error, string.IsNullOrEmpty(message) ? what : $"{what}, the broker says: {message}");
    }

    // Retriable in the protocol, because a broker may lag; here the caller named a topic that is not there.
    private static KafkaException UnknownTopic(string topic) => new(
        ErrorCode.UnknownTopicOrPartition, $"There is no topic '{topic}'", inner: null, KafkaErrorKind.Fatal);
}
