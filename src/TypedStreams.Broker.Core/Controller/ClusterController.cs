// The controller: turns administrators' requests into records of the metadata log. Handlers see the newest image (with
// what is appended but not yet committed) and change nothing themselves: replay of their records does.
// Owns no state but its limits. Must never: write, wait, or make up an id or a time; both come in. Runs on the
// metadata shard.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.RegisterBrokerRecord;

namespace TypedStreams.Broker.Core.Controller;

/// <summary>Decides changes of the cluster's metadata. Runs on its owner's thread only.</summary>
public sealed partial class ClusterController(BrokerConfig config, int brokerId)
{
    /// <summary>
    /// Most partitions one request may create. Default 10,000, a guard against slips of the keyboard (Kafka
    /// <c>max.partitions.per.request</c> has no counterpart; its controller bounds a batch to 10,000 records).
    /// </summary>
    public const int MaxPartitionsPerRequest = 10_000;

    private const int ProducerIdsPerBlock = 1_000;

    private readonly BrokerConfig _config = config;

    /// <summary>The records of a brand-new cluster: its feature levels.</summary>
    public static IReadOnlyList<object> Bootstrap() => MissingFeatures(ClusterImage.Empty);

    /// <summary>The feature levels that a cluster of an earlier release has not finalized yet.</summary>
    public static IReadOnlyList<object> MissingFeatures(ClusterImage image) =>
    [
        .. Features.All
            .Where(feature => !image.Features.ContainsKey(feature.Name))
            .Select(feature => new FeatureLevelRecord { Name = feature.Name, FeatureLevel = feature.Max }),
    ];

    /// <summary>The record with which a broker makes itself known, at every start.</summary>
    public static RegisterBrokerRecord Register(
        ClusterImage image, int brokerId, Guid incarnationId, Guid directoryId, string host, int port, string? rack) =>
        new()
        {
            BrokerId = brokerId,
            IncarnationId = incarnationId,
            BrokerEpoch = image.EndOffset,
            EndPoints = [new BrokerEndpoint { Name = "PLAINTEXT", Host = host, Port = (ushort)port }],
            Features =
            [
                .. Features.All.Select(feature => new BrokerFeature
                {
                    Name = feature.Name,
                    MinSupportedVersion = feature.Min,
                    MaxSupportedVersion = feature.Max,
                }),
            ],
            Rack = rack,
            Fenced = false,
            LogDirs = [directoryId],
        };

    /// <summary>Gives a broker the next block of producer ids.</summary>
    public static ControllerResult<ProducerIdBlock> AllocateProducerIds(ClusterImage image, int brokerId)
    {
        long next = image.NextProducerId + ProducerIdsPerBlock;
        var record = new ProducerIdsRecord
        {
            BrokerId = brokerId,
            BrokerEpoch = image.Brokers[brokerId].Epoch,
            NextProducerId = next,
        };
        return new ControllerResult<ProducerIdBlock>([record], new ProducerIdBlock(image.NextProducerId, next));
    }
}

/// <summary>
/// Producer ids that one broker may hand out: from <paramref name="First"/> to before <paramref name="End"/>.
/// </summary>
public readonly record struct ProducerIdBlock(long First, long End);

/// <summary>The features that this release knows, and the levels that it honours.</summary>
public static class Features
{
    /// <summary>Kafka's feature that names the version of metadata records.</summary>
    public const string MetadataVersion = "metadata.version";

    /// <summary>The level of Kafka 4.0-IV3, whose records are the ones written here.</summary>
    public const short MetadataVersionLevel = 25;

    /// <summary>
    /// Kafka's feature that names the protocol of transactions; at 2 clients use KIP-890. Level 0 is not honoured: it
    /// has another format of the transaction log.
    /// </summary>
    public const string TransactionVersion = "transaction.version";

    /// <summary>Kafka's feature that names the protocol of groups; at 1 clients may use KIP-848.</summary>
    public const string GroupVersion = "group.version";

    /// <summary>Kafka's feature that lets clients use share groups; at 1 they may (KIP-932).</summary>
    public const string ShareVersion = "share.version";

    /// <summary>Kafka's feature that lets clients use streams groups; at 1 they may (KIP-1071).</summary>
    public const string StreamsVersion = "streams.version";

    /// <summary>Each feature with the levels that are honoured; a new cluster has the highest.</summary>
    public static IReadOnlyList<FeatureRange> All { get; } =
    [
        new(MetadataVersion, MetadataVersionLevel, MetadataVersionLevel),
        new(TransactionVersion, 1, 2),
        new(GroupVersion, 0, 1),
        new(ShareVersion, 0, 1),
        new(StreamsVersion, 0, 1),
    ];
}

/// <summary>The levels of a feature that are honoured.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Min">Lowest level; 0 when the cluster can do without it.</param>
/// <param name="Max">Highest level.</param>
public sealed record FeatureRange(string Name, short Min, short Max);
