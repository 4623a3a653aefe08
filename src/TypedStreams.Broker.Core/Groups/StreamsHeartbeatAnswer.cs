using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>The answer to a heartbeat of a streams group.</summary>
/// <param name="Response">What the member is told.</param>
/// <param name="Missing">The internal topics of the topology that the broker shall create.</param>
public sealed record StreamsHeartbeatAnswer(
    StreamsGroupHeartbeatResponse Response, IReadOnlyList<CreatableTopic> Missing);
