// quorum-state in the metadata partition's directory: who leads in which epoch, in Kafka's JSON form. Written and
// synced
// before the epoch is used, so that no epoch is ever used twice.
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Metadata;

internal sealed class QuorumState(LogDirectory directory)
{
    private const string FileName = "quorum-state";

    /// <summary>Begins the next epoch with this node as its leader; returns it. Blocks until it is durable.</summary>
    internal int BeginEpoch(int nodeId, Guid directoryId, int lastEpochInLog)
    {
        int epoch = Math.Max(lastEpochInLog, ReadEpoch()) + 1;
        var state = new JsonObject
        {
            ["leaderId"] = nodeId,
            ["leaderEpoch"] = epoch,
            ["votedId"] = nodeId,
            ["votedDirectoryId"] = MetaProperties.EncodeId(directoryId),
            ["currentVoters"] = new JsonArray(new JsonObject { ["voterId"] = nodeId }),
            ["data_version"] = 1,
        };
        directory.WriteFile(MetadataLog.Partition, FileName, Encoding.UTF8.GetBytes(state.ToJsonString()));
        return epoch;
    }

    private int ReadEpoch()
    {
        byte[]? stored = directory.ReadFile(MetadataLog.Partition, FileName);
        if (stored is null)
        {
            return 0;
        }

        try
        {
            return JsonNode.Parse(stored)!["leaderEpoch"]!.GetValue<int>();
        }
        catch (Exception damage) when (damage is JsonException or NullReferenceException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{FileName} of {MetadataLog.Partition} is damaged; restore it from a copy of the data directory.",
                damage);
        }
    }
}
