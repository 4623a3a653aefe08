using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.ShareGroups;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Metadata;

namespace TypedStreams.Broker.Shares;

/// <summary>What holds for share groups now: the configuration of the group, then of the broker. Any thread.</summary>
internal sealed class ShareSettings(MetadataService metadata, BrokerConfig config, int nodeId)
{
    private readonly ShareGroupOptions _groups = config.ShareGroups;

    /// <summary>The options of a group.</summary>
    internal ShareGroupOptions GroupOf(string groupId) => ViewOf(groupId).ShareGroup(_groups);

    /// <summary>What holds for a group's share partitions.</summary>
    internal ShareLimits LimitsOf(string groupId) => ViewOf(groupId).ShareLimits(config.ShareUpdatesPerSnapshot);

    /// <summary>Where a group begins: <c>earliest</c>, <c>latest</c> or <c>by_duration:...</c>.</summary>
    internal string OffsetResetOf(string groupId) => ViewOf(groupId).ShareOffsetReset;

    private GroupConfigView ViewOf(string groupId) =>
        new(metadata.Image, groupId, new BrokerConfigView(metadata.Image, nodeId, config));
}
