using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Broker.Metadata;

namespace TypedStreams.Broker.Groups;

/// <summary>What holds for streams groups: the configuration of the group, then of the broker. Any thread.</summary>
internal sealed class StreamsSettings(MetadataService metadata, BrokerConfig config, int nodeId)
{
    private readonly StreamsGroupOptions _broker = config.StreamsGroups;

    /// <summary>The options of a group.</summary>
    internal StreamsGroupOptions Of(string groupId) =>
        new GroupConfigView(metadata.Image, groupId, new BrokerConfigView(metadata.Image, nodeId, config))
            .StreamsGroup(_broker);
}
