using System.Collections.Immutable;
using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Controller;

/// <summary>Chooses brokers for new partitions.</summary>
internal static class ReplicaPlacement
{
    /// <summary>
    /// Spreads leaders and replicas over the brokers in order of id: partition i leads at broker i, its further
    /// replicas
    /// follow. The same image gives the same answer.
    /// </summary>
    internal static List<ImmutableArray<int>> RoundRobin(
        ClusterImage image, int partitions, int firstIndex, int replicas)
    {
        int[] brokerIds = [.. image.Brokers.Keys];
        Invariant.Require(brokerIds.Length >= replicas && replicas > 0, "There is a broker for every replica.");
        var placed = new List<ImmutableArray<int>>(partitions);
        for (int partition = firstIndex; partition < firstIndex + partitions; partition++)
        {
            placed.Add([.. Enumerable.Range(partition, replicas).Select(place => brokerIds[place % brokerIds.Length])]);
        }

        return placed;
    }
}
