using TypedStreams.Protocol;

namespace TypedStreams.Broker.Embedding;

/// <summary>The APIs that a fault rule can answer with an error.</summary>
internal static class FaultableApis
{
    internal static readonly ApiKey[] Known =
    [
        ApiKey.Produce, ApiKey.Fetch, ApiKey.ListOffsets, ApiKey.Metadata, ApiKey.OffsetCommit, ApiKey.OffsetFetch,
        ApiKey.FindCoordinator, ApiKey.JoinGroup, ApiKey.Heartbeat, ApiKey.LeaveGroup, ApiKey.SyncGroup,
        ApiKey.CreateTopics, ApiKey.DeleteTopics, ApiKey.InitProducerId, ApiKey.OffsetForLeaderEpoch,
        ApiKey.AddPartitionsToTxn, ApiKey.AddOffsetsToTxn, ApiKey.EndTxn, ApiKey.TxnOffsetCommit,
        ApiKey.ConsumerGroupHeartbeat,
    ];

    /// <exception cref="NotSupportedException">An error cannot be answered for this API.</exception>
    internal static void RequireKnown(ApiKey api)
    {
        if (!Known.Contains(api))
        {
            throw new NotSupportedException(
                $"{api} cannot be answered with an error by a fault rule; these can: {string.Join(", ", Known)}. "
                + "Use DropRequest, DropResponse, Delay or Disconnect.");
        }
    }

    /// <summary>Whether the true answer is taken and marked: clients need the brokers in it.</summary>
    internal static bool IsOverlay(ApiKey api) => api == ApiKey.Metadata;
}
