// DescribeLogDirs and AlterReplicaLogDirs: how much the partitions of this node take, how much room their directory has
// left, and that there is no other one.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DescribeLogDirsRequest;
using static TypedStreams.Protocol.Messages.DescribeLogDirsResponse;

namespace TypedStreams.Broker.Handlers;

/// <param name="partitions">The partitions of this node.</param>
/// <param name="root">The log directory as it is shown.</param>
/// <param name="isOnDisk">Whether it is a directory of the file system, whose room can be told.</param>
internal sealed class LogDirsHandler(PartitionDirectory partitions, string root, bool isOnDisk)
{
    internal async ValueTask<DescribeLogDirsResponse?> HandleAsync(
        DescribeLogDirsRequest request, RequestContext context)
    {
        var result = new DescribeLogDirsResult { LogDir = root };
        if (isOnDisk)
        {
            var drive = new DriveInfo(root);
            result.TotalBytes = drive.TotalSize;
            result.UsableBytes = drive.AvailableFreeSpace;
        }

        foreach (IGrouping<string, PartitionHost> topic in Wanted(request.Topics).GroupBy(host => host.Topic))
        {
            var described = new DescribeLogDirsTopic { Name = topic.Key };
            foreach (PartitionHost host in topic)
            {
                described.Partitions.Add(new DescribeLogDirsPartition
                {
                    PartitionIndex = host.Index,
                    PartitionSize = await host.Shard.AskAsync(() => host.IsClosed ? 0 : host.Log.SizeBytes),
                });
            }

            result.Topics.Add(described);
        }

        return new DescribeLogDirsResponse { Results = [result] };
    }

    /// <summary>
    /// Moves partitions to another directory: there is only one, where everything is already.
    /// </summary>
    internal ValueTask<AlterReplicaLogDirsResponse?> AlterAsync(
        AlterReplicaLogDirsRequest request, RequestContext context)
    {
        var response = new AlterReplicaLogDirsResponse();
        foreach (AlterReplicaLogDirsRequest.AlterReplicaLogDir dir in request.Dirs)
        {
            bool isOurs = dir.Path == root;
            foreach (AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic topic in dir.Topics)
            {
                TopicPartitions? found = partitions.Find(topic.Name);
                response.Results.Add(new AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult
                {
                    TopicName = topic.Name,
                    Partitions = topic.Partitions.ConvertAll(
                        index => new AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult
                        {
                            PartitionIndex = index,
                            ErrorCode = !isOurs ? ErrorCode.LogDirNotFound
                                : found?.Find(index) is null ? ErrorCode.UnknownTopicOrPartition
                                : ErrorCode.None,
                        }),
                });
            }
        }

        return new ValueTask<AlterReplicaLogDirsResponse?>(response);
    }

    // No list asks for everything; a partition that is not here is left out, as Kafka does.
    private IEnumerable<PartitionHost> Wanted(List<DescribableLogDirTopic>? topics) => topics is null
        ? partitions.Hosts
        : topics.SelectMany(topic => topic.Partitions.Distinct().Select(
            index => partitions.Find(topic.Topic)?.Find(index))).OfType<PartitionHost>();
}
